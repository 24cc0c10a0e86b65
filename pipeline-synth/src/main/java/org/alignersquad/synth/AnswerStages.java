package org.alignersquad.synth;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.alignersquad.core.criteria.Filters;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.task.Answers;
import org.alignersquad.core.text.Iterators;
import org.alignersquad.core.triple.Reject;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Asks the questions ({@code answers}) and refuses poor answers ({@code filtered}). */
final class AnswerStages {
    private static final Rows<AnswerCall> CALLS = Rows.of(AnswerCall.class);

    private final Setup setup;
    private final Asking asking;
    private final BiFunction<StageOutput, String, List<StageOutput>> calls;

    private AnswerStages(Setup setup, Asking asking, BiFunction<StageOutput, String, List<StageOutput>> calls) {
        this.setup = setup;
        this.asking = asking;
        this.calls = calls;
    }

    static AnswerStages of(Setup setup) {
        if (setup.recipe().answers().each()) {
            SeparateCalls separate = new SeparateCalls(setup);
            return new AnswerStages(setup, separate.asking(), separate::stages);
        }
        AnswersTasks task =
                AnswersTasks.of(setup.criteria(), setup.model(), setup.recipe().answers());
        return new AnswerStages(
                setup, task.asking(), (questions, suffix) -> List.of(inOneCall(setup, task, questions, suffix)));
    }

    Asking asking() {
        return asking;
    }

    /**
     * Stages of calls, in order; the last one's rows are answers.
     *
     * @param suffix of their names
     */
    List<StageOutput> answers(StageOutput questions, String suffix) {
        return calls.apply(questions, suffix);
    }

    private static StageOutput inOneCall(Setup setup, AnswersTasks task, StageOutput questions, String suffix) {
        Asking asking = task.asking();
        var body = new CallBody<>(
                setup.access(),
                task,
                Rows.of(PlannedAnswer.class),
                Outcomes.of(AnswerCall.class),
                (call, shard) -> AnswerCall.of(
                        call,
                        asking.promptVersion(
                                call.input().criterion(), call.input().response()),
                        call.failed() ? null : shard.firstAnswer(call)));
        Object settings = setup.asked(task.versions(), setup.recipe().answers());
        return setup.stages().each("answers" + suffix, questions, setup.recipe().shardsPerWave(), settings, body::over);
    }

    StageOutput filtered(StageOutput answers, String suffix) {
        FiltersConfig all = setup.recipe().filters();
        Filtering filtering = new Filtering(setup.criteria().each(c -> c.filters()), all);
        return setup.stages().each("filtered" + suffix, answers, answers.shards(), filtering, filtering::outcomes);
    }

    /** The body of {@code filtered}. */
    private record Filtering(Map<String, Filters> limits, FiltersConfig all) implements java.io.Serializable {
        Dataset<Row> outcomes(Dataset<Row> answers) {
            Outcomes<AnswerCall> outcomes = Outcomes.of(AnswerCall.class);
            return answers.mapPartitions(
                    (MapPartitionsFunction<Row, Row>) rows -> Iterators.map(rows, row -> outcome(row, outcomes)),
                    outcomes.encoder());
        }

        private Row outcome(Row row, Outcomes<AnswerCall> outcomes) {
            AnswerCall call = CALLS.record(row);
            int shard = row.getAs(Outcomes.SHARD);
            Answers answers = call.answers();
            Finding finding = call.given()
                    ? AnswerFilters.findRevised(answers, limitsOf(call))
                    : AnswerFilters.find(answers, limitsOf(call));
            if (finding == null) return outcomes.kept(shard, call);
            String raw = String.join("\n", answers.response(), answers.critique(), answers.alignedResponse());
            return outcomes.rejected(shard, call, new Reject(call.id(), finding.reason(), finding.detail(), raw));
        }

        private AnswerFilters.Limits limitsOf(AnswerCall call) {
            return new AnswerFilters.Limits(requireNonNull(limits.get(call.criterion())), all);
        }
    }
}
