package org.alignersquad.models.inspector;

/**
 * A sparse vector.
 *
 * @param indices rising, without repetition
 * @param values as many as the indices
 */
public record SparseFeatures(int[] indices, float[] values) {
    /** The inner product with a dense vector. */
    public float dot(float[] dense) {
        double sum = 0;
        for (int i = 0; i < indices.length; i++) sum += (double) values[i] * dense[indices[i]];
        return (float) sum;
    }
}
