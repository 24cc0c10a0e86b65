/** Job align: squads of inspectors and aligners over dumps of responses. */
@NullMarked
package org.alignersquad.align;

import org.jspecify.annotations.NullMarked;
