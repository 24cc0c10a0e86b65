package org.alignersquad.models.train;

/**
 * One text for a causal language model.
 *
 * @param inputIds token ids
 * @param labels as long as the ids and aligned with them: the id where the model must predict this token, −100 elsewhere;
 *     the first is never predicted
 */
public record TokenExample(int[] inputIds, int[] labels) {
    /** The label that takes no part in the loss. */
    public static final int IGNORED = -100;

    public TokenExample {
        if (inputIds.length == 0 || inputIds.length != labels.length)
            throw new IllegalArgumentException("Labels must be as many as input ids and at least one, are: "
                    + labels.length + " for " + inputIds.length + " ids");
        inputIds = inputIds.clone();
        labels = labels.clone();
    }

    /** Tokens that the model must predict. */
    public int targets() {
        int targets = 0;
        for (int i = 1; i < labels.length; i++) if (labels[i] != IGNORED) targets++;
        return targets;
    }
}
