/** Aligners: training, and how good they are. */
@NullMarked
package org.alignersquad.train.aligners;

import org.jspecify.annotations.NullMarked;
