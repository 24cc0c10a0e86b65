package org.alignersquad.synth;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.task.AnsweredQuestion;
import org.alignersquad.core.task.CritiquedResponse;
import org.alignersquad.core.task.FaultTask;
import org.alignersquad.core.task.Question;
import org.alignersquad.core.task.ResponseTask;
import org.alignersquad.core.task.RevisionTask;
import org.alignersquad.core.teacher.Sampling;

/**
 * Response, critique and aligned response, each by a call of its own: stages {@code responses}, {@code critiques} and
 * {@code answers}. Each asks about what the one before it kept, in the shards of its own requests.
 */
final class SeparateCalls {
    private static final Rows<AnswerCall> CALLS = Rows.of(AnswerCall.class);

    private final Setup setup;
    private final PerCriterion<PlannedAnswer, Question, String> responses;
    private final PerCriterion<AnswerCall, AnsweredQuestion, String> critiques;
    private final PerCriterion<AnswerCall, CritiquedResponse, String> revisions;
    private final Map<String, String> version;

    SeparateCalls(Setup setup) {
        this.setup = setup;
        Sampling sampling = setup.recipe().answers().sampling();
        String model = setup.model();
        Map<String, ResponseTask> first = setup.criteria().each(c -> new ResponseTask(c, model, sampling));
        Map<String, FaultTask> second = setup.criteria().each(c -> new FaultTask(c, model, sampling));
        Map<String, RevisionTask> third = setup.criteria().each(c -> new RevisionTask(c, model, sampling));
        this.responses = new PerCriterion<>(first, PlannedAnswer::question);
        this.critiques = new PerCriterion<>(second, AnswerCall::answered);
        this.revisions = new PerCriterion<>(third, AnswerCall::critiqued);
        this.version = setup.criteria()
                .each(c -> String.join(
                        "-",
                        requireNonNull(first.get(c.name())).promptVersion(),
                        requireNonNull(second.get(c.name())).promptVersion(),
                        requireNonNull(third.get(c.name())).promptVersion()));
    }

    Asking asking() {
        return new Asking(setup.model(), responses, setup.criteria().each(c -> {
            String all = requireNonNull(version.get(c.name()));
            return new Asking.Versions(all, all);
        }));
    }

    /** All three stages, the last one's rows are answers. */
    List<StageOutput> stages(StageOutput questions, String suffix) {
        StageOutput written = responses(questions, suffix);
        StageOutput criticised = again(
                "critiques" + suffix,
                written,
                critiques,
                (call, shard) -> AnswerCall.critique(call, call.failed() ? null : shard.firstAnswer(call)));
        StageOutput mended = again(
                "answers" + suffix,
                criticised,
                revisions,
                (call, shard) -> AnswerCall.revision(call, call.failed() ? null : shard.firstAnswer(call)));
        return List.of(written, criticised, mended);
    }

    private StageOutput responses(StageOutput questions, String suffix) {
        Map<String, String> byCriterion = version;
        var body = new CallBody<>(
                setup.access(),
                responses,
                Rows.of(PlannedAnswer.class),
                Outcomes.of(AnswerCall.class),
                (call, shard) -> AnswerCall.response(
                        call,
                        requireNonNull(byCriterion.get(call.input().criterion())),
                        call.failed() ? null : shard.firstAnswer(call)));
        Object settings = setup.asked(version, setup.recipe().answers());
        return setup.stages()
                .each("responses" + suffix, questions, setup.recipe().shardsPerWave(), settings, body::over);
    }

    private <I> StageOutput again(
            String name,
            StageOutput before,
            PerCriterion<AnswerCall, I, String> task,
            CallBody.Writer<AnswerCall, String, AnswerCall> writer) {
        Object settings = setup.asked(version, List.of(setup.recipe().answers(), before.fingerprint()));
        return setup.stages().whole(name, setup.buckets(), settings, () -> {
            Sharded<AnswerCall> sharded = new Sharded<>(CALLS, task, setup.access());
            return new CallBody<>(setup.access(), task, CALLS, Outcomes.of(AnswerCall.class), writer)
                    .over(sharded.oneTaskEach(sharded.again(before.kept())));
        });
    }
}
