/** Job synth: teachers write triples; every row that is asked about ends as a triple or as a reject with its reason. */
@NullMarked
package org.alignersquad.synth;

import org.jspecify.annotations.NullMarked;
