package org.alignersquad.train.aligners;

/** Ways to answer for a response: by the aligner, and without a model. */
enum Way {
    /** The aligner's rewrite. */
    REWRITE,
    /** What is left of it behind the inspector's gate. */
    GATED,
    /** The response itself. */
    COPY,
    /** Always the same answer. */
    CONSTANT,
    /** The response without the words that training pairs usually drop. */
    DROPPED,
    GATED_DROPPED,
    /** The response with always the same sentence behind it. */
    APPENDED,
    GATED_APPENDED;
}
