/** The paper's aligner: its text format, its checkpoint, its use. */
@NullMarked
package org.alignersquad.models.aligner;

import org.jspecify.annotations.NullMarked;
