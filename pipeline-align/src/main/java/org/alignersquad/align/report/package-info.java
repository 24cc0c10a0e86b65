/** Job report: one HTML file about what the other jobs left behind. */
@NullMarked
package org.alignersquad.align.report;

import org.jspecify.annotations.NullMarked;
