package org.alignersquad.synth;

import static org.alignersquad.core.spark.Corpus.CORRUPT;
import static org.alignersquad.core.spark.Corpus.FAULT;
import static org.alignersquad.core.spark.Corpus.ID;
import static org.alignersquad.core.spark.Corpus.PLACE;
import static org.alignersquad.core.spark.Corpus.PROMPT;
import static org.alignersquad.core.spark.Corpus.RESPONSE;

import java.util.ArrayList;
import java.util.List;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.config.CorpusFormat;
import org.alignersquad.core.spark.Corpus;
import org.alignersquad.core.spark.FileListing;
import org.alignersquad.core.task.Hint;
import org.alignersquad.core.text.Iterators;
import org.alignersquad.core.triple.RejectReason;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Candidates out of questions that are there already. */
record CorpusPrompts(SparkSession spark, List<PromptsConfig> prompts, CriterionSet criteria, FiltersConfig filters)
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
        String criterion = one.criterion();
        var limits = new QuestionFilters.Limits(criteria.named(criterion).filters(), filters);
        boolean answered = one.corpus().response() != null;
        return Corpus.read(spark, one.corpus())
                .select(ID, PROMPT, RESPONSE, CORRUPT, FAULT, PLACE)
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows -> Iterators.map(
                                rows, row -> Candidates.ROWS.row(candidate(row, criterion, answered, limits))),
                        Candidates.ROWS.encoder());
    }

    private static Candidate candidate(Row row, String criterion, boolean answered, QuestionFilters.Limits limits) {
        String id = row.getAs(ID);
        String corrupt = row.getAs(CORRUPT);
        String place = row.getAs(PLACE) == null ? "" : ": " + row.getAs(PLACE);
        String prompt = row.getAs(PROMPT);
        String response = row.getAs(RESPONSE);
        if (corrupt != null) {
            String fault = row.getAs(FAULT);
            return rejected(criterion, id, RejectReason.CORRUPT_ROW, String.valueOf(fault), corrupt);
        }
        if (prompt == null || prompt.isBlank()) {
            return rejected(criterion, id, RejectReason.NO_PROMPT, "The prompt is empty" + place, prompt);
        }
        if (answered && (response == null || response.isBlank())) {
            return rejected(criterion, id, RejectReason.NO_RESPONSE, "The response is empty" + place, prompt);
        }
        String question = prompt.strip();
        return Candidates.question(
                criterion, id, new Hint("", ""), question, response, QuestionFilters.find(question, limits));
    }

    private static Candidate rejected(
            String criterion,
            String id,
            RejectReason reason,
            String detail,
            @org.jspecify.annotations.Nullable String raw) {
        return Candidates.rejected(criterion, id, "", "", new Finding(reason, detail), raw);
    }
}
