package org.alignersquad.core.spark.plugin;

/**
 * What a job that asks until it has enough rows knew when it began the latest round of questions.
 *
 * @param target rows that are wanted
 * @param accepted rows that were there
 * @param asked questions that had been asked for them
 */
public record Forecast(long target, long accepted, long asked) {
    /** Of the questions asked; 1 before the first. */
    public double keptShare() {
        return asked == 0 ? 1 : (double) accepted / asked;
    }

    /** Questions that it still takes, if the same share of them is kept; infinite where none was. */
    public double questions() {
        return Math.max(0, target - accepted) / keptShare();
    }
}
