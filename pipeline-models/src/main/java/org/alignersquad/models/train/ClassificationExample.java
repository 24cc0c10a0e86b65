package org.alignersquad.models.train;

/**
 * One text for a classifier.
 *
 * @param tokenTypeIds which segment each token is in
 * @param label the right class
 * @param weight what it counts in the loss, such as the inverse of its class's frequency
 */
public record ClassificationExample(int[] inputIds, int[] tokenTypeIds, int label, float weight) {
    public ClassificationExample {
        if (inputIds.length == 0 || inputIds.length != tokenTypeIds.length)
            throw new IllegalArgumentException("Token type ids must be as many as input ids and at least one, are: "
                    + tokenTypeIds.length + " for " + inputIds.length + " ids");
        if (!(weight > 0)) throw new IllegalArgumentException("weight must be above 0, is: " + weight);
        inputIds = inputIds.clone();
        tokenTypeIds = tokenTypeIds.clone();
    }
}
