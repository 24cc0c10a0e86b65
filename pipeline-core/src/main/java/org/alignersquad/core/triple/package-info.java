/** The rows of the data set: triples, rejects, splits. */
@NullMarked
package org.alignersquad.core.triple;

import org.jspecify.annotations.NullMarked;
