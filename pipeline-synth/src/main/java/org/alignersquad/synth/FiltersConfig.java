package org.alignersquad.synth;

import java.io.Serializable;

/**
 * What holds for the rows of all criteria; each criterion has further filters of its own.
 *
 * @param maxRepetition largest share of a response's four-word sequences that stood in it before
 */
record FiltersConfig(double maxRepetition) implements Serializable {
    FiltersConfig {
        Checks.share("max_repetition", maxRepetition);
    }
}
