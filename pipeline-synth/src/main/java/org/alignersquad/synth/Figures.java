package org.alignersquad.synth;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.StageReport;
import org.alignersquad.core.teacher.Prices;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The figures of a run, counted in the rows that its stages have written, once; later runs read them. */
final class Figures {
    private static final String FILE = "figures.json";
    private static final List<String> ORDER =
            List.of("triples", "splits", "nothing_wrong", "largest_group", "rejected", "teacher");

    private final Setup setup;
    private final Configuration conf;

    Figures(Setup setup) {
        this.setup = setup;
        this.conf = setup.spark().sessionState().newHadoopConf();
    }

    /**
     * @param calls stages whose rows are calls: {@code prompt_tokens, completion_tokens, attempts, cached}
     * @param split the last stage
     * @param targets by criterion; empty where there is none
     */
    Map<String, Object> of(List<StageOutput> calls, StageOutput split, Map<String, Target> targets) {
        String fingerprint = fingerprint(calls, split);
        String path = setup.recipe().output() + "/" + FILE;
        String text = OutputFiles.read(conf, path);
        if (text == null
                || !fingerprint.equals(
                        Json.read(text, JsonNode.class).path("fingerprint").asText())) {
            text = Json.pretty(Map.of("fingerprint", fingerprint, "figures", counted(calls, split)));
            OutputFiles.write(conf, path, text);
        }
        // also the run that counted reads them back: so that both runs give equal values of equal types
        Map<String, Object> figures = ordered(Json.read(text, JsonNode.class).path("figures"));
        if (!targets.isEmpty()) figures.put("target", Json.read(Json.line(targets), Object.class));
        return figures;
    }

    private String fingerprint(List<StageOutput> calls, StageOutput split) {
        Prices prices = setup.recipe().teacher().prices();
        String checksums = calls.stream().map(StageOutput::checksum).toList().toString();
        return Hashes.id(
                split.fingerprint(), split.checksum(), checksums, Json.line(reports()), String.valueOf(prices));
    }

    private List<StageReport> reports() {
        return setup.stages().reports();
    }

    private Map<String, Object> counted(List<StageOutput> calls, StageOutput split) {
        setup.spark().sparkContext().setJobDescription("synth figures");
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("triples", counts(split.kept(), col("criterion")));
        figures.put("splits", counts(split.kept(), col("triple.split")));
        figures.put(
                "nothing_wrong",
                counts(split.kept().filter("triple.initial_response = triple.aligned_response"), col("criterion")));
        figures.put("largest_group", largestGroup(split.kept()));
        figures.put("rejected", rejected());
        figures.put("teacher", teacher(calls));
        return figures;
    }

    /** Rows by what the column has, which is text; in its order. */
    static Map<String, Long> counts(Dataset<Row> rows, Column by) {
        Map<String, Long> counts = new TreeMap<>();
        for (Row row : rows.groupBy(by.as("name")).count().collectAsList())
            counts.put(row.getString(0), row.getLong(1));
        return counts;
    }

    private static long largestGroup(Dataset<Row> rows) {
        Row most = rows.groupBy("group")
                .count()
                .agg(coalesce(max("count"), lit(0L)))
                .head();
        return most.getLong(0);
    }

    private Map<String, Long> rejected() {
        Map<String, Long> all = new TreeMap<>();
        for (StageReport report : reports())
            report.rejected().forEach((reason, rows) -> all.merge(reason, rows, Long::sum));
        return all;
    }

    /**
     * Money, tokens and requests sent, repairs among them, are those of calls that were not cached; what other runs had paid
     * for is in {@code cached_tokens}.
     */
    private Map<String, Object> teacher(List<StageOutput> calls) {
        Row sums = used(calls)
                .agg(
                        count(lit(1)).as("calls"),
                        total(col("cached"), lit(1)).as("cached"),
                        // one that no answer came to was sent, too
                        total(not(col("cached")), greatest(col("attempts"), lit(1)))
                                .as("sent"),
                        total(not(col("cached")), col("prompt_tokens")).as("prompt"),
                        total(not(col("cached")), col("completion_tokens")).as("completion"),
                        total(col("cached"), col("prompt_tokens").plus(col("completion_tokens")))
                                .as("cached_tokens"))
                .head();
        long prompt = sums.getAs("prompt");
        long completion = sums.getAs("completion");
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("calls", sums.getAs("calls"));
        usage.put("sent", sums.getAs("sent"));
        usage.put("cached", sums.getAs("cached"));
        usage.put("prompt_tokens", prompt);
        usage.put("completion_tokens", completion);
        usage.put("cached_tokens", sums.getAs("cached_tokens"));
        usage.put("failed", failed(calls));
        Prices prices = setup.recipe().teacher().prices();
        if (prices != null) {
            usage.put("money", prices.money(prompt, completion));
            usage.put("currency", prices.currency());
        }
        return usage;
    }

    private static Column total(Column where, Column value) {
        return coalesce(sum(when(where, value).otherwise(lit(0L))), lit(0L));
    }

    private static Dataset<Row> used(List<StageOutput> calls) {
        return calls.stream()
                .map(stage -> stage.rows().select("prompt_tokens", "completion_tokens", "attempts", "cached"))
                .reduce(Dataset::union)
                .orElseThrow();
    }

    private static Map<String, Long> failed(List<StageOutput> calls) {
        Map<String, Long> failed = new TreeMap<>();
        for (StageOutput stage : calls)
            stage.report().rejected().forEach((reason, n) -> failed.merge(reason, n, Long::sum));
        return failed;
    }

    private static Map<String, Object> ordered(JsonNode figures) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (String name : ORDER) ordered.put(name, Json.read(figures.path(name).toString(), Object.class));
        return ordered;
    }
}
