package org.alignersquad.models.train;

/**
 * What one step saw.
 *
 * @param loss mean over the targets, before the update
 * @param weight the mean's denominator: targets of a language model, summed weights of a classifier
 * @param gradientNorm before clipping
 */
public record StepResult(double loss, double weight, double gradientNorm) {}
