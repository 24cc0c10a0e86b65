package org.alignersquad.models.train;

/**
 * What one step saw.
 *
 * @param loss mean over the targets, before the update
 * @param weight the mean's denominator: targets of a language model, summed weights of a classifier
 * @param gradientNorm before clipping
 */
public record StepResult(double loss, double weight, double gradientNorm) {
    /**
     * Whether loss and gradient are numbers. If not, the step changed neither parameters nor optimizer: the caller may go
     * on with the next batch, or {@linkplain #orThrow fail}.
     */
    public boolean finite() {
        return Double.isFinite(loss) && Double.isFinite(gradientNorm);
    }

    /** @throws ArithmeticException where the step was not finite */
    public StepResult orThrow() {
        if (finite()) return this;
        throw new ArithmeticException("Training diverged: loss is " + loss + ", gradient norm is " + gradientNorm
                + "; a smaller learning rate or longer warm-up may help");
    }
}
