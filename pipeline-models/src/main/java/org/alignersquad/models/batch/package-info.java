/** Grouping inputs of different lengths. */
@NullMarked
package org.alignersquad.models.batch;

import org.jspecify.annotations.NullMarked;
