/** Prompts as resource texts with named slots. */
@NullMarked
package org.alignersquad.core.prompt;

import org.jspecify.annotations.NullMarked;
