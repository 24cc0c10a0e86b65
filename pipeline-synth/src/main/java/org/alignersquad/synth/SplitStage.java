package org.alignersquad.synth;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.min;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.core.config.NearDuplicatesConfig;
import org.alignersquad.core.spark.NearDuplicates;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Iterators;
import org.alignersquad.core.text.Names;
import org.alignersquad.core.text.Words;
import org.alignersquad.core.triple.Split;
import org.alignersquad.core.triple.Triple;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Gives each row its part of the data set ({@code split}): all rows of a group of near-duplicate questions, of whatever
 * criterion, have the same part.
 */
final class SplitStage {
    private static final Rows<AnswerCall> CALLS = Rows.of(AnswerCall.class);

    private SplitStage() {}

    static StageOutput split(Setup setup, List<StageOutput> filtered) {
        NearDuplicatesConfig config = setup.recipe().nearDuplicates();
        List<Object> settings =
                List.of(filtered.stream().map(StageOutput::fingerprint).toList(), config);
        return setup.stages().whole("split", setup.buckets(), settings, () -> {
            Dataset<Row> keyed = keyed(accepted(filtered));
            Dataset<Row> questions = keyed.groupBy("key").agg(min("text").as("text"));
            Dataset<Row> grouped = keyed.join(new NearDuplicates(config).groups(questions), "key");
            Splitting splitting = new Splitting(Outcomes.of(SplitRow.class));
            return grouped.mapPartitions(
                    (MapPartitionsFunction<Row, Row>) rows -> Iterators.map(rows, splitting::outcome),
                    splitting.outcomes().encoder());
        });
    }

    private static Dataset<Row> accepted(List<StageOutput> filtered) {
        return filtered.stream().map(StageOutput::kept).reduce(Dataset::union).orElseThrow();
    }

    private static Dataset<Row> keyed(Dataset<Row> answers) {
        return answers.mapPartitions(
                (MapPartitionsFunction<Row, Row>) rows -> Iterators.map(rows, SplitStage::withKey),
                Encoders.row(answers.schema().add("key", DataTypes.StringType)));
    }

    private static Row withKey(Row row) {
        Object[] values = new Object[row.size() + 1];
        for (int i = 0; i < row.size(); i++) values[i] = row.get(i);
        values[row.size()] = Hashes.id(Words.normalised(row.getAs("text")));
        return RowFactory.create(values);
    }

    private record Splitting(Outcomes<SplitRow> outcomes) implements Serializable {
        Row outcome(Row row) {
            String group = row.getAs("group");
            int shard = row.getAs(Outcomes.SHARD);
            return outcomes.kept(shard, triple(CALLS.record(row), group));
        }

        private static SplitRow triple(AnswerCall call, String group) {
            String response = requireNonNull(call.initialResponse());
            String aligned = requireNonNull(call.alignedResponse());
            Triple triple = new Triple(
                    call.id(),
                    call.criterion(),
                    nullWhereEmpty(call.topic()),
                    nullWhereEmpty(call.questionType()),
                    call.text(),
                    response,
                    requireNonNull(call.critique()),
                    aligned,
                    Words.cosine(response, aligned),
                    Names.kebab(Split.of(group)),
                    requireNonNull(call.teacher()),
                    call.promptVersion(),
                    call.earlierPromptTokens() + call.promptTokens(),
                    call.earlierCompletionTokens() + call.completionTokens(),
                    requireNonNull(call.createdAt()));
            return new SplitRow(call.criterion(), group, triple);
        }

        private static @Nullable String nullWhereEmpty(String text) {
            return text.isEmpty() ? null : text;
        }
    }
}
