/** The paper's inspectors: is a response misaligned with its prompt? */
@NullMarked
package org.alignersquad.models.inspector;

import org.jspecify.annotations.NullMarked;
