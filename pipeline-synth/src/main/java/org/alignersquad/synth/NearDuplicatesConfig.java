package org.alignersquad.synth;

import java.io.Serializable;

/**
 * How questions that are nearly the same are found, by MinHash: pairs that agree in all rows of a band are compared.
 *
 * @param threshold Jaccard similarity of words and word pairs from which questions belong to one group
 * @param rowsPerBand more find fewer candidates
 */
record NearDuplicatesConfig(double threshold, int bands, int rowsPerBand) implements Serializable {
    NearDuplicatesConfig {
        Checks.share("threshold", threshold);
        Checks.atLeast("bands", 1, bands);
        Checks.atLeast("rows_per_band", 1, rowsPerBand);
    }
}
