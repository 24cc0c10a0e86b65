package org.alignersquad.align.report;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a report knows of one job.
 *
 * @param note why there is no record; null where there is one
 * @param record {@code run.json}
 */
record JobPart(String job, @Nullable String note, @Nullable JsonNode record) {
    static JobPart of(String job, JsonNode record) {
        return new JobPart(job, null, record);
    }

    static JobPart notRun(String job, String note) {
        return new JobPart(job, note, null);
    }

    /** A figure by its path, for example {@code inspectors.ethical.auc}; null where it is missing. */
    @Nullable JsonNode figure(String path) {
        JsonNode node = record == null ? null : record.get("figures");
        for (String key : path.split("\\.")) {
            node = node == null ? null : node.get(key);
        }
        return node;
    }

    /** Wall time of its stages in seconds; 0 where it did not run. */
    double stageSeconds() {
        double sum = 0;
        if (record != null) {
            for (JsonNode stage : record.path("stages"))
                sum += stage.path("seconds").doubleValue();
        }
        return sum;
    }
}
