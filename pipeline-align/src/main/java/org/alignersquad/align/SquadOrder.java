package org.alignersquad.align;

/** Which aligner a row visits first. */
public enum SquadOrder {
    /** Each row's own worst criterion, again after every rewrite: a row's result does not depend on its neighbours. */
    PER_ROW,
    /**
     * The paper's order (section 3.3): rows in batches sorted by prompt and response, one order per batch, the criterion
     * whose mean score is worst first, one visit each.
     */
    BATCH_MEAN
}
