/** Low-rank adapters of any model, in PEFT's file layout. */
@NullMarked
package org.alignersquad.models.lora;

import org.jspecify.annotations.NullMarked;
