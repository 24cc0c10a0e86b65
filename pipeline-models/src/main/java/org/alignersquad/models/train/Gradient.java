package org.alignersquad.models.train;

/**
 * The gradient of a mean loss.
 *
 * @param loss mean over the targets
 * @param weight the mean's denominator
 * @param values in the order of the parameters, not copied: treat it as a value
 */
public record Gradient(double loss, double weight, float[] values) {
    /** Whether the loss and all values are numbers. */
    public boolean finite() {
        // one infinity or NaN makes the sum of magnitudes the same
        double sum = Math.abs(loss);
        for (float value : values) sum += Math.abs(value);
        return Double.isFinite(sum);
    }
}
