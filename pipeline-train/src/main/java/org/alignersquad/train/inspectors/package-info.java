/** Inspectors: training, calibration, and how good they are. */
@NullMarked
package org.alignersquad.train.inspectors;

import org.jspecify.annotations.NullMarked;
