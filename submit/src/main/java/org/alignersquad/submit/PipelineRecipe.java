package org.alignersquad.submit;

import org.jspecify.annotations.Nullable;

/**
 * Section {@code pipeline} of a recipe that runs night after night.
 *
 * @param nights folder with a folder for each night, named so that names sort by time, as dates do. The evaluation lies in
 *     tonight's; the latest earlier night whose evaluation is finished becomes its baseline, where the recipe names no
 *     other. Null for no baseline
 * @param retrainShare the models are trained anew once this share of the triple table has changed since they were trained:
 *     rows that came, went or differ, over the rows that there were. Below it they are used as they are. Null trains anew
 *     whenever a row has changed
 * @param retrain on request: trains anew whatever the share; null for no
 */
public record PipelineRecipe(
        @Nullable String nights,
        @Nullable Double retrainShare,
        @Nullable Boolean retrain) {
    public PipelineRecipe {
        if (retrainShare != null && !(retrainShare >= 0 && retrainShare <= 1))
            throw new IllegalArgumentException("retrain_share must be in [0, 1], is: " + retrainShare);
    }
}
