package org.alignersquad.align.report;

import org.jspecify.annotations.Nullable;

/**
 * Recipe section {@code report}. A folder that is left out, or where the job has not run yet, is reported as not run.
 *
 * @param output folder that gets {@code report.html}
 * @param synth output folder of the synth job
 * @param train output folder of the train job
 * @param align output folder of the align job
 * @param evaluate output folder of the evaluate job
 * @param examples rows to show for each criterion and decision
 */
public record ReportRecipe(
        String output,
        @Nullable String synth,
        @Nullable String train,
        @Nullable String align,
        @Nullable String evaluate,
        int examples) {
    public ReportRecipe {
        if (examples < 0 || examples > 100)
            throw new IllegalArgumentException("examples must be between 0 and 100, is: " + examples);
        if (synth == null && train == null && align == null && evaluate == null)
            throw new IllegalArgumentException("at least one of synth, train, align and evaluate is needed");
    }
}
