/** Judged responses from a triple table or from anybody's files, split by groups of near-duplicate questions. */
@NullMarked
package org.alignersquad.train.data;

import org.jspecify.annotations.NullMarked;
