package org.alignersquad.synth;

import static org.alignersquad.core.spark.Corpus.CORRUPT;
import static org.alignersquad.core.spark.Corpus.ID;
import static org.alignersquad.core.spark.Corpus.PROMPT;
import static org.alignersquad.core.spark.Corpus.RESPONSE;

import java.util.ArrayList;
import java.util.List;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.config.CorpusFormat;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.spark.Corpus;
import org.alignersquad.core.spark.FileListing;
import org.alignersquad.core.text.Iterators;
import org.alignersquad.core.triple.RejectReason;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Candidates out of questions that are there already. */
record CorpusPrompts(SparkSession spark, List<PromptsConfig> prompts, CriterionSet criteria)
        implements CandidateSource {

    @Override
    public Object settings() {
        List<Object> settings = new ArrayList<>();
        for (PromptsConfig one : prompts) settings.add(List.of(one, fingerprint(spark, one.corpus())));
        return settings;
    }

    /** Changes with the files behind a corpus. */
    static String fingerprint(SparkSession spark, CorpusConfig corpus) {
        Configuration conf = spark.sessionState().newHadoopConf();
        if (corpus.format() != CorpusFormat.TABLE) return FileListing.fingerprint(conf, corpus.path());
        List<String> files = new ArrayList<>();
        for (String file : spark.table(corpus.path()).inputFiles()) files.add(FileListing.fingerprint(conf, file));
        return files.stream().sorted().toList().toString();
    }

    @Override
    public Dataset<Row> candidates() {
        Dataset<Row> all = spark.createDataFrame(new ArrayList<>(), Candidates.ROWS.schema());
        for (PromptsConfig one : prompts) all = all.union(candidates(one));
        return all;
    }

    private Dataset<Row> candidates(PromptsConfig one) {
        Criterion criterion = criteria.named(one.criterion());
        boolean answered = one.corpus().response() != null;
        return Corpus.read(spark, one.corpus())
                .select(ID, PROMPT, RESPONSE, CORRUPT)
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows ->
                                Iterators.map(rows, row -> Candidates.ROWS.row(candidate(row, criterion, answered))),
                        Candidates.ROWS.encoder());
    }

    private static Candidate candidate(Row row, Criterion criterion, boolean answered) {
        String id = row.getAs(ID);
        String corrupt = row.getAs(CORRUPT);
        String prompt = row.getAs(PROMPT);
        String response = row.getAs(RESPONSE);
        if (corrupt != null) {
            return rejected(
                    criterion, id, RejectReason.CORRUPT_ROW, "The row cannot be read as the corpus's format", corrupt);
        }
        if (prompt == null || prompt.isBlank()) {
            return rejected(criterion, id, RejectReason.NO_PROMPT, "The prompt is empty", prompt);
        }
        if (answered && (response == null || response.isBlank())) {
            return rejected(criterion, id, RejectReason.NO_RESPONSE, "The response is empty", prompt);
        }
        return Candidates.question(criterion, id, "", "", prompt.strip(), response);
    }

    private static Candidate rejected(
            Criterion criterion,
            String id,
            RejectReason reason,
            String detail,
            @org.jspecify.annotations.Nullable String raw) {
        return Candidates.rejected(criterion.name(), id, "", "", new Finding(reason, detail), raw);
    }
}
