/** Writing text with a causal language model. */
@NullMarked
package org.alignersquad.models.generate;

import org.jspecify.annotations.NullMarked;
