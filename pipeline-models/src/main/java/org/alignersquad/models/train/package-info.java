/** One step of training: masked loss, accumulation, clipping, AdamW, learning rate schedules. */
@NullMarked
package org.alignersquad.models.train;

import org.jspecify.annotations.NullMarked;
