package org.alignersquad.synth;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.criteria.QuestionType;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.task.TopicsInput;
import org.alignersquad.core.task.TopicsTask;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Iterators;
import org.alignersquad.core.triple.RejectReason;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Topics: rounds of calls ({@code topic-calls-N}), then the topics that are left of them ({@code topics}). */
final class TopicStages {
    private static final Rows<PlannedTopics> PLANNED = Rows.of(PlannedTopics.class);

    private final Setup setup;
    private final TopicsConfig config;
    private final Map<String, TopicsTask> tasks;
    private final PerCriterion<PlannedTopics, TopicsInput, List<String>> task;

    TopicStages(Setup setup) {
        this.setup = setup;
        this.config = requireNonNull(setup.recipe().topics());
        this.tasks = setup.criteria()
                .each(c -> new TopicsTask(
                        c,
                        setup.model(),
                        config.sampling(),
                        setup.recipe().answers().style()));
        this.task = new PerCriterion<>(tasks, PlannedTopics::input);
    }

    /** The calls of all rounds. */
    List<StageOutput> calls() {
        List<StageOutput> rounds = new ArrayList<>();
        for (int round = 1; round <= config.rounds(); round++) rounds.add(round(round, List.copyOf(rounds)));
        return rounds;
    }

    private StageOutput round(int round, List<StageOutput> before) {
        Map<String, List<Object>> prompts = setup.criteria()
                .each(c -> List.of(requireNonNull(tasks.get(c.name())).promptVersion(), c.questionTypes()));
        List<Object> own = List.of(setup.seed(), config, fingerprints(before));
        return setup.stages().whole("topic-calls-" + round, setup.buckets(), setup.asked(prompts, own), () -> {
            Sharded<PlannedTopics> sharded = new Sharded<>(PLANNED, task, setup.access());
            Dataset<Row> planned = planned(round, before, sharded);
            Outcomes<TopicCall> outcomes = Outcomes.of(TopicCall.class);
            return new CallBody<>(setup.access(), task, PLANNED, outcomes, (call, shard) -> TopicCall.of(call))
                    .over(sharded.oneTaskEach(planned));
        });
    }

    private Dataset<Row> planned(int round, List<StageOutput> before, Sharded<PlannedTopics> sharded) {
        Dataset<Row> plan = setup.spark().createDataFrame(plan(round), PLANNED.schema());
        Dataset<Row> known = plan.withColumn("known", col("examples"));
        if (!before.isEmpty()) {
            Dataset<Row> topics = balanced(exploded(before))
                    .groupBy(col("criterion"), col("question_type").as("type"))
                    .agg(collect_set(col("topic")).as("known"));
            known = plan.join(
                            topics,
                            plan.col("criterion")
                                    .equalTo(topics.col("criterion"))
                                    .and(plan.col("question_type.name").equalTo(col("type"))),
                            "left")
                    .drop(topics.col("criterion"))
                    .drop("type")
                    .withColumn("known", coalesce(col("known"), col("examples")));
        }
        int most = config.examples();
        return known.mapPartitions(
                (MapPartitionsFunction<Row, Row>)
                        rows -> Iterators.map(rows, row -> sharded.row(withExamples(row, most))),
                sharded.encoder());
    }

    /** With {@link TopicsConfig.Balance#SMALLEST_TYPE} as many different topics of each type as the smallest type has. */
    private Dataset<Row> balanced(Dataset<Row> topics) {
        if (config.balance() == null) return topics;
        WindowSpec ofType = Window.partitionBy("criterion", "question_type");
        return topics.withColumn("topic", lower(col("topic")))
                .dropDuplicates("criterion", "question_type", "topic")
                .withColumn("size", count(lit(1)).over(ofType))
                .withColumn("smallest", min("size").over(Window.partitionBy("criterion")))
                .withColumn(
                        "rank", row_number().over(ofType.orderBy(sha2(concat(lit(setup.seed()), col("topic")), 256))))
                .filter(col("rank").leq(col("smallest")));
    }

    private List<Row> plan(int round) {
        List<Row> plan = new ArrayList<>();
        for (Criterion criterion : setup.criteria().byName().values()) {
            for (QuestionType type : criterion.questionTypes()) {
                for (int call = 0; call < config.callsPerRound(); call++) plan.add(plan(round, criterion, type, call));
            }
        }
        return plan;
    }

    private Row plan(int round, Criterion criterion, QuestionType type, int call) {
        String id = Hashes.id("topics", setup.seed(), criterion.name(), type.name(), round + "/" + call);
        long draw = (round - 1L) * config.callsPerRound() + call;
        return PLANNED.row(new PlannedTopics(id, criterion.name(), type, List.of(), config.perCall(), draw));
    }

    private static PlannedTopics withExamples(Row row, int most) {
        PlannedTopics plan = PLANNED.record(row);
        List<String> known = row.getList(row.fieldIndex("known"));
        List<String> examples = known.stream()
                .sorted(Comparator.comparing(topic -> Hashes.id(plan.id(), topic)))
                .limit(most)
                .toList();
        return new PlannedTopics(plan.id(), plan.criterion(), plan.questionType(), examples, plan.count(), plan.draw());
    }

    /** Topics that differ, few enough of each question type. */
    StageOutput topics(List<StageOutput> calls) {
        return setup.stages()
                .whole(
                        "topics",
                        1,
                        List.of(fingerprints(calls), config.perType(), String.valueOf(config.balance()), setup.seed()),
                        () -> {
                            Dataset<Row> topics = exploded(calls)
                                    .withColumn("topic_key", lower(col("topic")))
                                    .withColumn(
                                            "id",
                                            sha2(concat(col("call_id"), lit("/"), col("topic")), 256)
                                                    .substr(1, 16));
                            var same =
                                    Window.partitionBy("criterion", "topic_key").orderBy("id");
                            WindowSpec byType = Window.partitionBy("criterion", "question_type");
                            var ofType = Window.partitionBy("criterion", "question_type", "repeat")
                                    .orderBy("id");
                            Dataset<Row> ranked = topics.withColumn(
                                            "original", first(col("id")).over(same))
                                    .withColumn(
                                            "repeat", row_number().over(same).gt(1))
                                    .withColumn("rank", row_number().over(ofType))
                                    .withColumn(
                                            "size",
                                            max(when(col("repeat"), lit(0)).otherwise(col("rank")))
                                                    .over(byType))
                                    .withColumn("most", most());
                            return Outcomes.where(
                                            ranked.withColumn(Outcomes.SHARD, lit(0)),
                                            reason(),
                                            col("id"),
                                            detail(),
                                            col("topic"))
                                    .drop("topic_key", "repeat", "original", "rank", "size", "most", "call_id");
                        });
    }

    /** How many topics of a type are kept. */
    private Column most() {
        Column perType = lit(config.perType());
        if (config.balance() == null) return perType;
        return least(perType, min("size").over(Window.partitionBy("criterion")));
    }

    private Column reason() {
        return when(col("repeat"), lit(RejectReason.DUPLICATE.kebab()))
                .when(col("rank").gt(col("most")), lit(RejectReason.OVER_BALANCE.kebab()));
    }

    private Column detail() {
        return when(col("repeat"), concat(lit("The same topic as "), col("original")))
                .otherwise(concat(lit("There are "), col("most"), lit(" topics of its question type")));
    }

    private Dataset<Row> exploded(List<StageOutput> calls) {
        Dataset<Row> all = calls.get(0).kept();
        for (StageOutput call : calls.subList(1, calls.size())) all = all.union(call.kept());
        return all.select(
                col("id").as("call_id"),
                col("criterion"),
                col("question_type"),
                explode(col("topics")).as("topic"));
    }

    private static List<String> fingerprints(List<StageOutput> stages) {
        return stages.stream().map(StageOutput::fingerprint).toList();
    }
}
