/** What every architecture says about itself: configuration, parameters, program text. */
@NullMarked
package org.alignersquad.models.architecture;

import org.jspecify.annotations.NullMarked;
