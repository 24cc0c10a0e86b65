/** The one way in: a command line that runs any job from a recipe. */
@NullMarked
package org.alignersquad.submit;

import org.jspecify.annotations.NullMarked;
