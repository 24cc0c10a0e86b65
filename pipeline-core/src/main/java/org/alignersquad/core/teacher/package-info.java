/** Asking teacher LLMs: requests, answers, the OpenAI-compatible client and the embedded teacher. */
@NullMarked
package org.alignersquad.core.teacher;

import org.jspecify.annotations.NullMarked;
