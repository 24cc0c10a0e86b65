package org.alignersquad.synth;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Where questions come from. */
interface CandidateSource {
    /** What shapes the candidates, for fingerprints. */
    Object settings();

    /** Rows of {@link Candidate}. */
    Dataset<Row> candidates();
}
