/** Commands that print a ratio against a named baseline in the same run. */
@NullMarked
package org.alignersquad.benchmarks;

import org.jspecify.annotations.NullMarked;
