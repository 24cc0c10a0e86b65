/** Training in rounds: each round is an ordinary Spark stage, and a pure function of what it starts from. */
@NullMarked
package org.alignersquad.train.rounds;

import org.jspecify.annotations.NullMarked;
