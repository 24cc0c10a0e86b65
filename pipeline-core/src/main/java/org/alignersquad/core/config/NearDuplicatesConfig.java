package org.alignersquad.core.config;

import java.io.Serializable;

/**
 * How questions that are nearly the same are found, by MinHash: pairs that agree in all rows of a band are compared.
 *
 * @param threshold Jaccard similarity of words and word pairs from which questions belong to one group
 * @param rowsPerBand more find fewer candidates
 */
public record NearDuplicatesConfig(double threshold, int bands, int rowsPerBand) implements Serializable {
    public NearDuplicatesConfig {
        if (!(threshold > 0 && threshold <= 1))
            throw new IllegalArgumentException("threshold must be in (0, 1], is: " + threshold);
        if (bands < 1) throw new IllegalArgumentException("bands must be at least 1, is: " + bands);
        if (rowsPerBand < 1) throw new IllegalArgumentException("rows_per_band must be at least 1, is: " + rowsPerBand);
    }
}
