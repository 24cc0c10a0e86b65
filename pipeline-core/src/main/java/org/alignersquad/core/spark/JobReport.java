package org.alignersquad.core.spark;

import java.util.List;
import java.util.Map;
import org.alignersquad.core.run.ExitCode;

/**
 * What a job did.
 *
 * @param output the job's output directory
 * @param figures headline figures by name, numbers or texts, in the order in which they are printed
 */
public record JobReport(
        String job, ExitCode exit, String output, List<StageReport> stages, Map<String, Object> figures) {
    public JobReport {
        stages = List.copyOf(stages);
        figures = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(figures));
    }
}
