package org.alignersquad.models.train;

/**
 * The gradient of a mean loss.
 *
 * @param loss mean over the targets
 * @param weight the mean's denominator
 * @param values in the order of the parameters, not copied: treat it as a value
 */
public record Gradient(double loss, double weight, float[] values) {}
