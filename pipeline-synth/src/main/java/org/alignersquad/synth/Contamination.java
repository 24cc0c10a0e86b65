package org.alignersquad.synth;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.spark.Corpus;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.text.Iterators;
import org.alignersquad.core.text.Words;
import org.alignersquad.core.triple.RejectReason;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rejects questions that models will be judged on ({@code decontaminated}), before anybody pays for their answers: those
 * that share a sequence of words with an evaluation prompt.
 */
final class Contamination {
    private static final Rows<Gram> GRAMS = Rows.of(Gram.class);

    private final Setup setup;
    private final DecontaminateConfig config;

    Contamination(Setup setup, DecontaminateConfig config) {
        this.setup = setup;
        this.config = config;
    }

    private record Gram(String id, String gram) implements Serializable {}

    StageOutput reject(StageOutput questions) {
        List<Object> settings = new ArrayList<>(List.of(questions.fingerprint(), config));
        for (CorpusConfig corpus : config.against()) settings.add(CorpusPrompts.fingerprint(setup.spark(), corpus));
        return setup.stages().whole("decontaminated", setup.buckets(), settings, () -> outcomes(questions.kept()));
    }

    private Dataset<Row> outcomes(Dataset<Row> questions) {
        Dataset<Row> found = grams(questions, "id", "text", config.ngram())
                .join(evaluation(), "gram")
                .groupBy(col("id").as("found_id"))
                .agg(min("gram").as("found"));
        Dataset<Row> marked = questions.join(found, questions.col("id").equalTo(found.col("found_id")), "left");
        Column reason = when(col("found").isNotNull(), lit(RejectReason.CONTAMINATED.kebab()));
        Column detail = concat(lit("An evaluation prompt has the same words: "), col("found"));
        return Outcomes.where(marked, reason, col("id"), detail, col("text")).drop("found_id", "found");
    }

    private Dataset<Row> evaluation() {
        Dataset<Row> all = setup.spark().createDataFrame(new ArrayList<>(), GRAMS.schema());
        for (CorpusConfig corpus : config.against()) {
            Dataset<Row> prompts =
                    Corpus.read(setup.spark(), corpus).filter(col(Corpus.PROMPT).isNotNull());
            all = all.union(grams(prompts, Corpus.ID, Corpus.PROMPT, config.ngram()));
        }
        return all.select("gram").distinct();
    }

    private static Dataset<Row> grams(Dataset<Row> rows, String id, String text, int n) {
        return rows.select(col(id).as("id"), col(text).as("text"))
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>)
                                in -> Iterators.flatMap(in, row -> grams(row, n).iterator()),
                        GRAMS.encoder());
    }

    private static List<Row> grams(Row row, int n) {
        String id = row.getAs("id");
        return Words.ngrams(Words.of(row.getAs("text")), n).stream()
                .distinct()
                .map(gram -> GRAMS.row(new Gram(id, gram)))
                .toList();
    }
}
