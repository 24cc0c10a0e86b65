/** What aligners of edits learn from pairs: which of the changes between two responses, and their scripts. */
@NullMarked
package org.alignersquad.train.edits;

import org.jspecify.annotations.NullMarked;
