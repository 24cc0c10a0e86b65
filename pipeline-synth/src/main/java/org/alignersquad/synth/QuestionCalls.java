package org.alignersquad.synth;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.criteria.QuestionType;
import org.alignersquad.core.criteria.SeedQuestion;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.task.Hint;
import org.alignersquad.core.task.QuestionLines;
import org.alignersquad.core.task.QuestionsInput;
import org.alignersquad.core.task.QuestionsTask;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Iterators;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Calls for questions ({@code question-calls}): topics get types, and these hints are dealt to calls. */
final class QuestionCalls {
    private static final Rows<PlannedQuestions> PLANNED = Rows.of(PlannedQuestions.class);
    private static final Rows<Dealt> DEALT = Rows.of(Dealt.class);

    private final Setup setup;
    private final QuestionsConfig config;
    private final Map<String, QuestionsTask> tasks;
    private final PerCriterion<PlannedQuestions, QuestionsInput, QuestionLines> task;

    QuestionCalls(Setup setup) {
        this.setup = setup;
        this.config = requireNonNull(setup.recipe().questions());
        this.tasks = setup.criteria()
                .each(c -> new QuestionsTask(
                        c,
                        setup.model(),
                        config.sampling(),
                        setup.recipe().answers().style()));
        this.task = new PerCriterion<>(tasks, PlannedQuestions::input);
    }

    /** A hint on its way to a call. {@code place} puts the hints of a criterion in an order that looks like chance. */
    private record Dealt(String criterion, String questionType, String topic, String place) {}

    /** Calls that all topics make. */
    long planned(StageOutput topics) {
        long calls = 0;
        for (long ofCriterion : Figures.counts(topics.kept(), col("criterion")).values()) {
            long hints = ofCriterion * config.perTopic();
            calls += (hints + config.hintsPerCall() - 1) / config.hintsPerCall();
        }
        return calls;
    }

    static int hintsPerCall(Setup setup) {
        return requireNonNull(setup.recipe().questions()).hintsPerCall();
    }

    /** @param topics {@code criterion, question_type, topic} */
    StageOutput calls(StageOutput topics) {
        return calls(topics, List.of(setup.seed(), config, topics.fingerprint()), 1);
    }

    /** About this share of the calls. */
    StageOutput calls(StageOutput topics, double share) {
        return calls(topics, List.of(setup.seed(), config, topics.fingerprint(), share), share);
    }

    private StageOutput calls(StageOutput topics, List<Object> own, double share) {
        Map<String, List<Object>> prompts = setup.criteria().each(this::shape);
        return setup.stages().whole("question-calls", setup.buckets(), setup.asked(prompts, own), () -> {
            Sharded<PlannedQuestions> sharded = new Sharded<>(PLANNED, task, setup.access());
            Dataset<Row> all = planned(dealt(topics.kept()), sharded);
            Dataset<Row> planned = share < 1 ? all.where(Places.within(setup.seed(), share)) : all;
            Outcomes<QuestionCall> outcomes = Outcomes.of(QuestionCall.class);
            return new CallBody<>(setup.access(), task, PLANNED, outcomes, (call, shard) -> QuestionCall.of(call))
                    .over(sharded.oneTaskEach(planned));
        });
    }

    private List<Object> shape(Criterion criterion) {
        QuestionsTask task = requireNonNull(tasks.get(criterion.name()));
        return List.of(task.promptVersion(), criterion.questionTypes(), criterion.seedQuestions());
    }

    private Dataset<Row> dealt(Dataset<Row> topics) {
        CriterionSet criteria = setup.criteria();
        String seed = setup.seed();
        int perTopic = config.perTopic();
        return topics.mapPartitions(
                (MapPartitionsFunction<Row, Row>) rows -> Iterators.flatMap(
                        rows, row -> hints(row, criteria, seed, perTopic).iterator()),
                DEALT.encoder());
    }

    private static List<Row> hints(Row row, CriterionSet criteria, String seed, int perTopic) {
        String criterion = row.getAs("criterion");
        String topic = row.getAs("topic");
        String own = row.getAs("question_type");
        List<String> types = types(criteria.named(criterion), own, seed, topic);
        List<Row> hints = new ArrayList<>();
        for (int number = 0; number < perTopic; number++) {
            String type = types.get(number % types.size());
            String place = Hashes.id("hint", seed, criterion, type, topic, String.valueOf(number));
            hints.add(DEALT.row(new Dealt(criterion, type, topic, place)));
        }
        return hints;
    }

    /** The type for which the topic was found, then the others. */
    private static List<String> types(Criterion criterion, String own, String seed, String topic) {
        return criterion.questionTypes().stream()
                .map(QuestionType::name)
                .sorted(Comparator.comparing((String type) -> !type.equals(own))
                        .thenComparing(type -> Hashes.id("type", seed, topic, type)))
                .toList();
    }

    private Dataset<Row> planned(Dataset<Row> hints, Sharded<PlannedQuestions> sharded) {
        // one task orders all hints of a criterion: a hint is a hundred bytes
        Column place = row_number()
                .over(Window.partitionBy("criterion").orderBy("place"))
                .minus(lit(1));
        Dataset<Row> calls = hints.withColumn("number", place)
                .withColumn("call", floor(col("number").divide(lit(config.hintsPerCall()))))
                .groupBy("criterion", "call")
                .agg(array_sort(collect_list(struct(col("number"), col("question_type"), col("topic"))))
                        .as("hints"));
        CriterionSet criteria = setup.criteria();
        String seed = setup.seed();
        int examples = config.seedsPerCall();
        return calls.mapPartitions(
                (MapPartitionsFunction<Row, Row>)
                        rows -> Iterators.map(rows, row -> sharded.row(planned(row, criteria, seed, examples))),
                sharded.encoder());
    }

    private static PlannedQuestions planned(Row row, CriterionSet criteria, String seed, int examples) {
        String criterion = row.getAs("criterion");
        long call = row.<Long>getAs("call");
        String id = Hashes.id("questions", seed, criterion, String.valueOf(call));
        List<Row> hints = row.getList(row.fieldIndex("hints"));
        List<Hint> pairs = hints.stream()
                .map(hint -> new Hint(hint.getAs("question_type"), hint.getAs("topic")))
                .toList();
        List<SeedQuestion> seeds = criteria.named(criterion).seedQuestions().stream()
                .sorted(Comparator.comparing(example -> Hashes.id(id, example.question())))
                .limit(examples)
                .toList();
        return new PlannedQuestions(id, criterion, pairs, seeds, call);
    }
}
