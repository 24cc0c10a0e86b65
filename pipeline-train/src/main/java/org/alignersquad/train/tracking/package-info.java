/** Tells a tracking server what a training does. */
@NullMarked
package org.alignersquad.train.tracking;

import org.jspecify.annotations.NullMarked;
