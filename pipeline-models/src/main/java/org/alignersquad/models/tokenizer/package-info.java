/** Text to token ids and back; byte-level BPE trained in Java. */
@NullMarked
package org.alignersquad.models.tokenizer;

import org.jspecify.annotations.NullMarked;
