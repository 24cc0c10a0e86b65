/** Job evaluate: whether a squad's rewrites are better, by a judge, by the inspectors and by labels. */
@NullMarked
package org.alignersquad.align.evaluate;

import org.jspecify.annotations.NullMarked;
