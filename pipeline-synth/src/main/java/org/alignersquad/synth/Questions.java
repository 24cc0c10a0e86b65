package org.alignersquad.synth;

import java.util.ArrayList;
import java.util.List;
import org.alignersquad.core.spark.StageOutput;

/**
 * The questions that are asked, and how the run came to them.
 *
 * @param stages all of them, in order, the last one's rows are the questions
 * @param calls those of the stages whose rows are calls to the teacher
 */
record Questions(List<StageOutput> stages, List<StageOutput> calls) {

    static Questions of(Setup setup, Asking asking) {
        List<StageOutput> stages = new ArrayList<>();
        List<StageOutput> calls = new ArrayList<>();
        CandidateSource source = source(setup, stages, calls);
        return of(setup, asking, source, stages, calls);
    }

    /** Those of one source, which has cost nothing. */
    static Questions of(Setup setup, Asking asking, CandidateSource source) {
        return of(setup, asking, source, new ArrayList<>(), List.of());
    }

    private static Questions of(
            Setup setup, Asking asking, CandidateSource source, List<StageOutput> stages, List<StageOutput> calls) {
        StageOutput questions = Candidates.sort(setup, source, asking);
        stages.add(questions);
        DeduplicateConfig deduplicate = setup.recipe().deduplicate();
        if (deduplicate != null) stages.add(NearCopies.reject(setup, questions, deduplicate));
        StageOutput distinct = stages.get(stages.size() - 1);
        DecontaminateConfig decontaminate = setup.recipe().decontaminate();
        if (decontaminate != null) stages.add(new Contamination(setup, decontaminate).reject(distinct));
        return new Questions(List.copyOf(stages), List.copyOf(calls));
    }

    private static CandidateSource source(Setup setup, List<StageOutput> stages, List<StageOutput> calls) {
        List<PromptsConfig> prompts = setup.recipe().prompts();
        if (prompts != null)
            return new CorpusPrompts(
                    setup.spark(), prompts, setup.criteria(), setup.recipe().filters());
        TopicStages topics = new TopicStages(setup);
        calls.addAll(topics.calls());
        stages.addAll(calls);
        StageOutput unique = topics.topics(calls);
        StageOutput questionCalls = new QuestionCalls(setup).calls(unique);
        stages.addAll(List.of(unique, questionCalls));
        calls.add(questionCalls);
        return new TeacherLines(questionCalls, setup.criteria(), setup.recipe().filters());
    }

    StageOutput kept() {
        return stages.get(stages.size() - 1);
    }
}
