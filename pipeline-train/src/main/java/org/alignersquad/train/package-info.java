/** Job train: inspectors and aligners from triples. */
@NullMarked
package org.alignersquad.train;

import org.jspecify.annotations.NullMarked;
