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
 * @param seconds wall time of the run that did the work
 * @param figures the job's figures; teacher usage, cost and errors by kind are among those of jobs that ask teachers
 */
public record RunRecord(
        String job,
        String exit,
        String codeVersion,
        String sparkVersion,
        Instant finishedAt,
        double seconds,
        List<StageReport> stages,
        Map<String, Object> figures,
        JsonNode recipe) {

    /**
     * Writes the record of a run; a run that found everything done leaves the record of the run that did it.
     *
     * @return wall time of the run that did the work, in seconds
     */
    public static double write(
            Configuration conf, String sparkVersion, Recipe<?> recipe, JobReport report, double seconds) {
        RunRecord record = new RunRecord(
                report.job(),
                report.exit().name(),
                CodeVersion.current(),
                sparkVersion,
                Instant.now(),
                seconds,
                report.stages(),
                report.figures(),
                recipe.effective());
        JsonNode before = read(conf, report.output());
        if (before != null && sameWork(before, Json.read(Json.line(record), JsonNode.class))) {
            return before.path("seconds").asDouble();
        }
        OutputFiles.write(conf, report.output() + "/run.json", Json.pretty(record));
        OutputFiles.write(conf, report.output() + "/recipe.json", Json.pretty(recipe.effective()));
        return seconds;
    }

    private static boolean sameWork(JsonNode before, JsonNode after) {
        return List.of("job", "exit", "code_version", "spark_version", "stages", "figures", "recipe").stream()
                .allMatch(key -> before.path(key).equals(after.path(key)));
    }

    /** The record as JSON, or null where the job has not finished there. */
    public static @Nullable JsonNode read(Configuration conf, String output) {
        String text = OutputFiles.read(conf, output + "/run.json");
        return text == null ? null : Json.read(text, JsonNode.class);
    }
}
