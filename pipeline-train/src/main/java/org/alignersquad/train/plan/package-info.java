/** What a training takes, told before it runs: parameters, memory, bytes moved, scaling. */
@NullMarked
package org.alignersquad.train.plan;

import org.jspecify.annotations.NullMarked;
