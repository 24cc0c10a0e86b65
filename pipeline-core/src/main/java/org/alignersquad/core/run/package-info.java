/** What a run leaves behind for people: its record and exit code. */
@NullMarked
package org.alignersquad.core.run;

import org.jspecify.annotations.NullMarked;
