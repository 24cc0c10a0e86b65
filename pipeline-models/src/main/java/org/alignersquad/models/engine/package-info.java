/** The one place that calls DJL's PyTorch engine: scripts, tensors, gradients, the fused optimizer. */
@NullMarked
package org.alignersquad.models.engine;

import org.jspecify.annotations.NullMarked;
