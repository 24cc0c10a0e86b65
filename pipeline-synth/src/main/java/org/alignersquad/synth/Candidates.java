package org.alignersquad.synth;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.task.Hint;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Iterators;
import org.alignersquad.core.text.Words;
import org.alignersquad.core.triple.Reject;
import org.alignersquad.core.triple.RejectReason;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.jspecify.annotations.Nullable;

/** Sorts candidates into questions that are asked and rejects ({@code questions}). */
final class Candidates {
    static final Rows<Candidate> ROWS = Rows.of(Candidate.class);

    private Candidates() {}

    /**
     * A candidate with a question.
     *
     * @param finding why it is none after all; null where it is one
     */
    static Candidate question(
            String criterion, String id, Hint hint, String text, @Nullable String response, @Nullable Finding finding) {
        String type = hint.questionType();
        String topic = hint.topic();
        if (finding != null) return rejected(criterion, id, type, topic, finding, text);
        // a response that is there already belongs to the question: two responses make two triples
        String key = Hashes.sha256(Words.normalised(text), response == null ? "" : response);
        return new Candidate(id, criterion, type, topic, text, response, key, null, null, null);
    }

    static Candidate rejected(
            String criterion, String id, String type, String topic, Finding finding, @Nullable String raw) {
        String reason = finding.reason().kebab();
        return new Candidate(id, criterion, type, topic, "", null, id, reason, finding.detail(), raw);
    }

    /**
     * The questions: of equal ones the one with the smallest id.
     *
     * @param task that will ask about them: it decides over their shards
     */
    static StageOutput sort(Setup setup, CandidateSource source, AnswersTasks task) {
        Map<String, ?> shape = setup.criteria()
                .each(c -> List.of(requireNonNull(task.versions().get(c.name())), c.filters()));
        Object settings = setup.asked(
                shape,
                List.of(
                        source.settings(),
                        setup.recipe().answers(),
                        setup.recipe().filters()));
        return setup.stages().whole("questions", setup.buckets(), settings, () -> {
            Sorter sorter = new Sorter(new Sharded<>(Rows.of(PlannedAnswer.class), task, setup.access()), task);
            return numbered(source.candidates())
                    .mapPartitions(
                            (MapPartitionsFunction<Row, Row>) rows -> Iterators.map(rows, sorter::outcome),
                            sorter.outcomes().encoder());
        });
    }

    /** With {@code original}, the id of the first candidate with the same question, where that is another one. */
    private static Dataset<Row> numbered(Dataset<Row> candidates) {
        WindowSpec same = Window.partitionBy("criterion", "key").orderBy("id");
        return candidates
                .withColumn("first", first(col("id")).over(same))
                .withColumn("original", when(row_number().over(same).gt(lit(1)), col("first")))
                .drop("first");
    }

    /** Makes outcomes of numbered candidates. */
    private record Sorter(Sharded<PlannedAnswer> sharded, AnswersTasks task) implements Serializable {
        Outcomes<PlannedAnswer> outcomes() {
            return Outcomes.of(PlannedAnswer.class);
        }

        Row outcome(Row row) {
            Candidate candidate = ROWS.record(row);
            String original = row.getAs("original");
            if (candidate.reason() != null)
                return rejected(candidate, RejectReason.of(candidate.reason()), candidate.detail(), candidate.raw());
            if (original != null)
                return rejected(
                        candidate, RejectReason.DUPLICATE, "The same question as " + original, candidate.text());
            PlannedAnswer planned = planned(candidate, tripleId(candidate));
            return outcomes().kept(sharded.access().shard(task, planned), planned);
        }

        private Row rejected(Candidate candidate, RejectReason reason, @Nullable String detail, @Nullable String raw) {
            int shard = Hashes.bucket(sharded.access().buckets(), candidate.id());
            Reject reject = new Reject(candidate.id(), reason, detail, raw);
            return outcomes().rejected(shard, planned(candidate, candidate.id()), reject);
        }

        private String tripleId(Candidate c) {
            String version = task.promptVersion(c.criterion(), c.response());
            String question = Words.normalised(c.text());
            return c.response() == null
                    ? Hashes.id(c.criterion(), question, task.model(), version)
                    : Hashes.id(c.criterion(), question, task.model(), version, c.response());
        }

        private static PlannedAnswer planned(Candidate c, String id) {
            return new PlannedAnswer(id, c.id(), c.criterion(), c.questionType(), c.topic(), c.text(), c.response());
        }
    }
}
