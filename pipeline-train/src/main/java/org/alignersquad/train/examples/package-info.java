/** Triples as the token sequences that models learn from. */
@NullMarked
package org.alignersquad.train.examples;

import org.jspecify.annotations.NullMarked;
