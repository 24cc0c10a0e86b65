package org.alignersquad.synth;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;
import static org.apache.spark.sql.functions.pmod;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Puts finished tables where others read them, as plain Parquet partitioned by criterion. A table is written aside and
 * takes its name when it is whole; {@code _published.json} in it says of which stages it was made, so that the same table
 * is not written twice.
 */
final class Publication {
    private static final String MARK = "_published.json";

    private final Setup setup;
    private final Configuration conf;

    Publication(Setup setup) {
        this.setup = setup;
        this.conf = setup.spark().sessionState().newHadoopConf();
    }

    void triples(StageOutput split) {
        int files = setup.recipe().filesPerCriterion();
        String fingerprint = Hashes.id(split.fingerprint(), split.checksum(), String.valueOf(files));
        publish("triples", fingerprint, () -> {
            int criteria = setup.criteria().names().size();
            return split.kept()
                    .select("triple.*")
                    .repartition(files * criteria, col("criterion"), pmod(xxhash64(col("id")), lit((long) files)))
                    .sortWithinPartitions("criterion", "id");
        });
    }

    void rejects(List<StageOutput> stages) {
        String fingerprint = Hashes.id(stages.stream()
                .flatMap(stage -> List.of(stage.fingerprint(), stage.checksum()).stream())
                .toArray(String[]::new));
        publish("rejects", fingerprint, () -> {
            Dataset<Row> all = rejects(stages.get(0));
            for (StageOutput stage : stages.subList(1, stages.size())) all = all.union(rejects(stage));
            return all.repartition(setup.criteria().names().size(), col("criterion"))
                    .sortWithinPartitions("criterion", "stage", "reason", "id");
        });
    }

    private static Dataset<Row> rejects(StageOutput stage) {
        return stage.rows()
                .filter(col(Outcomes.OUTCOME).equalTo(Outcomes.REJECTED))
                .select(
                        col("reject.id").as("id"),
                        col("criterion"),
                        lit(stage.name()).as("stage"),
                        col("reject.reason").as("reason"),
                        col("reject.detail").as("detail"),
                        col("reject.raw").as("raw"));
    }

    private void publish(String table, String fingerprint, Supplier<Dataset<Row>> rows) {
        Path place = new Path(setup.recipe().output(), table);
        if (fingerprint.equals(published(place))) return;
        Path aside = new Path(setup.recipe().output(), "." + table + "-" + UUID.randomUUID());
        setup.spark().sparkContext().setJobDescription("synth publish " + table);
        rows.get().write().partitionBy("criterion").parquet(aside.toString());
        OutputFiles.write(conf, new Path(aside, MARK).toString(), Json.pretty(Map.of("fingerprint", fingerprint)));
        replace(place, aside);
    }

    private @org.jspecify.annotations.Nullable String published(Path place) {
        String mark = OutputFiles.read(conf, new Path(place, MARK).toString());
        return mark == null ? null : Json.read(mark, JsonNode.class).path("fingerprint").asText();
    }

    private void replace(Path place, Path whole) {
        try {
            FileSystem files = place.getFileSystem(conf);
            files.delete(place, true);
            if (!files.rename(whole, place)) throw new IOException("Cannot rename " + whole + " to " + place);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot publish " + place, e);
        }
    }
}
