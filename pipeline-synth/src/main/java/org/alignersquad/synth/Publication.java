package org.alignersquad.synth;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.StageReport;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Json;
import org.alignersquad.core.text.Names;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Puts finished tables where others read them, as plain Parquet in folders by criterion and, of triples, split. A table is written aside and
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
        publish(
                folder("triples"),
                fingerprint(split),
                aside -> sorted(split).write().partitionBy("criterion", "split").parquet(aside));
    }

    /** The triples as JSON lines. */
    void export(StageOutput split, ExportConfig export) {
        String fingerprint = Hashes.id(fingerprint(split), Names.kebab(export.compression()));
        publish(new Path(export.path()), fingerprint, aside -> sorted(split)
                .write()
                .option("compression", Names.kebab(export.compression()))
                .partitionBy("criterion", "split")
                .json(aside));
    }

    private String fingerprint(StageOutput split) {
        return Hashes.id(
                split.fingerprint(),
                split.checksum(),
                String.valueOf(setup.recipe().filesPerCriterion()));
    }

    private Dataset<Row> sorted(StageOutput split) {
        int files = setup.recipe().filesPerCriterion();
        int criteria = setup.criteria().names().size();
        return split.kept()
                .select("triple.*")
                .repartition(files * criteria, col("criterion"), pmod(xxhash64(col("id")), lit((long) files)))
                .sortWithinPartitions("criterion", "split", "id");
    }

    void rejects(List<StageOutput> stages) {
        String fingerprint = Hashes.id(stages.stream()
                .flatMap(stage -> List.of(stage.fingerprint(), stage.checksum()).stream())
                .toArray(String[]::new));
        publish(folder("rejects"), fingerprint, aside -> {
            Dataset<Row> all = rejects(stages.get(0));
            for (StageOutput stage : stages.subList(1, stages.size())) all = all.union(rejects(stage));
            all.repartition(setup.criteria().names().size(), col("criterion"))
                    .sortWithinPartitions("criterion", "stage", "reason", "id")
                    .write()
                    .partitionBy("criterion")
                    .parquet(aside);
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

    private Path folder(String table) {
        return new Path(setup.recipe().output(), table);
    }

    /** @param write writes the table to the folder that it is given */
    private void publish(Path place, String fingerprint, Consumer<String> write) {
        if (fingerprint.equals(published(place))) return;
        Path aside = new Path(place.getParent(), "." + place.getName() + "-" + UUID.randomUUID());
        setup.spark().sparkContext().setJobDescription("synth: publish " + place.getName());
        write.accept(aside.toString());
        OutputFiles.write(conf, new Path(aside, MARK).toString(), Json.pretty(Map.of("fingerprint", fingerprint)));
        replace(place, aside);
    }

    /** Writes {@code waterfall.json}, {@code card.json} and {@code README.md}, each whole or not at all. */
    void card(Asking asking, StageOutput split, Map<String, Target> targets) {
        List<StageReport> reports = setup.stages().reports();
        String of = Hashes.id(
                fingerprint(split),
                Json.line(reports),
                Json.line(targets),
                String.valueOf(setup.recipe().card()));
        String there = OutputFiles.read(conf, folder("card.json").toString());
        if (there != null
                && of.equals(Json.read(there, JsonNode.class).path("of").asText())) return;
        setup.spark().sparkContext().setJobDescription("synth: waterfall and data card");
        boolean rejected = reports.stream().anyMatch(stage -> stage.rejectedRows() > 0);
        Dataset<Row> rejects =
                rejected ? setup.spark().read().parquet(folder("rejects").toString()) : null;
        List<Waterfall> stages = Waterfall.of(reports, rejects);
        DataCard card = DataCard.of(of, setup, asking, split, targets, stages);
        OutputFiles.write(conf, folder("waterfall.json").toString(), Json.pretty(stages));
        OutputFiles.write(conf, folder("README.md").toString(), card.markdown());
        // last, since it says that the others are there
        OutputFiles.write(conf, folder("card.json").toString(), Json.pretty(card));
    }

    private @org.jspecify.annotations.Nullable String published(Path place) {
        String mark = OutputFiles.read(conf, new Path(place, MARK).toString());
        return mark == null
                ? null
                : Json.read(mark, JsonNode.class).path("fingerprint").asText();
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
