package org.alignersquad.synth;

import java.util.Map;
import org.alignersquad.core.task.Answers;
import org.alignersquad.core.task.AnswersTask;
import org.alignersquad.core.task.CritiqueTask;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.MalformedAnswerException;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherRequest;

/**
 * Asks for response, critique and aligned response, or, where the response is there already, for the last two; by
 * criterion.
 */
record AnswersTasks(
        String model,
        Map<String, AnswersTask> answers,
        Map<String, CritiqueTask> critiques,
        Map<String, Asking.Versions> versions)
        implements GenerationTask<PlannedAnswer, Answers> {

    static AnswersTasks of(CriterionSet criteria, String model, AnswersConfig config) {
        Sampling sampling = config.sampling();
        return new AnswersTasks(
                model,
                criteria.each(c -> new AnswersTask(c, model, sampling, config.style())),
                criteria.each(c -> new CritiqueTask(c, model, sampling)),
                criteria.each(c -> new Asking.Versions(
                        new AnswersTask(c, model, sampling, config.style()).promptVersion(),
                        new CritiqueTask(c, model, sampling).promptVersion())));
    }

    Asking asking() {
        return new Asking(model, this, versions);
    }

    @Override
    public TeacherRequest request(PlannedAnswer row) {
        return row.response() == null
                ? of(answers, row.criterion()).request(row.question())
                : of(critiques, row.criterion()).request(row.answered());
    }

    @Override
    public Answers parse(PlannedAnswer row, String text) throws MalformedAnswerException {
        return row.response() == null
                ? of(answers, row.criterion()).parse(row.question(), text)
                : of(critiques, row.criterion()).parse(row.answered(), text);
    }

    private static <T> T of(Map<String, T> byCriterion, String criterion) {
        T found = byCriterion.get(criterion);
        if (found == null) throw new IllegalArgumentException("No task for criterion " + criterion);
        return found;
    }
}
