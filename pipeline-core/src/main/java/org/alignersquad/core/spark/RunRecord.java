package org.alignersquad.core.spark;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.run.CodeVersion;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * {@code run.json}, beside every job's output: what ran, with which recipe, what came of it.
 *
 * @param figures the job's figures; teacher usage, cost and errors by kind are among those of jobs that ask teachers
 */
public record RunRecord(
        String job,
        String exit,
        String codeVersion,
        String sparkVersion,
        Instant finishedAt,
        List<StageReport> stages,
        Map<String, Object> figures,
        JsonNode recipe) {

    public static void write(Configuration conf, String sparkVersion, Recipe<?> recipe, JobReport report) {
        RunRecord record = new RunRecord(
                report.job(),
                report.exit().name(),
                CodeVersion.current(),
                sparkVersion,
                Instant.now(),
                report.stages(),
                report.figures(),
                recipe.effective());
        OutputFiles.write(conf, report.output() + "/run.json", Json.pretty(record));
        OutputFiles.write(conf, report.output() + "/recipe.json", Json.pretty(recipe.effective()));
    }

    /** The record as JSON, or null where the job has not finished there. */
    public static @Nullable JsonNode read(Configuration conf, String output) {
        String text = OutputFiles.read(conf, output + "/run.json");
        return text == null ? null : Json.read(text, JsonNode.class);
    }
}
