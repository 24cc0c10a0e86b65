package org.alignersquad.train.rounds;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;

/** {@code metrics.jsonl}: what every model's training measured, model after model. */
public final class MetricsFile {
    private final String output;
    private final Configuration conf;

    public MetricsFile(String output, Configuration conf) {
        this.output = output;
        this.conf = conf;
    }

    /** Keeps a finished model's lines. */
    public void write(String model, Trained trained) {
        String lines = trained.metrics().stream()
                .map(metric -> Json.line(metric) + "\n")
                .collect(Collectors.joining());
        OutputFiles.write(conf, part(model), lines);
    }

    /** Joins the lines of these models, in this order, to the file that people read. */
    public void join(List<String> models) {
        String all = models.stream()
                .map(model -> OutputFiles.read(conf, part(model)))
                .filter(Objects::nonNull)
                .collect(Collectors.joining());
        OutputFiles.write(conf, output + "/metrics.jsonl", all);
    }

    private String part(String model) {
        return output + "/checkpoints/" + model + "/metrics.jsonl";
    }
}
