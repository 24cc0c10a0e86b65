/** Spellings, JSON and hashes, the same everywhere. */
@NullMarked
package org.alignersquad.core.text;

import org.jspecify.annotations.NullMarked;
