/** GPT-2, Radford et al. 2019. */
@NullMarked
package org.alignersquad.models.gpt2;

import org.jspecify.annotations.NullMarked;
