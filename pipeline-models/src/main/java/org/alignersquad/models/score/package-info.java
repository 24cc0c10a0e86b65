/** Scoring text with a classifier. */
@NullMarked
package org.alignersquad.models.score;

import org.jspecify.annotations.NullMarked;
