package org.alignersquad.core.task;

import java.util.List;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.MalformedAnswerException;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherRequest;

public record QuestionsTask(Criterion criterion, String model, Sampling sampling) implements GenerationTask<QuestionsInput, QuestionLines> {
    /** Changes whenever the prompt or what the criterion puts into it does. */
    public String promptVersion() {
        throw new UnsupportedOperationException();
    }

    @Override
    public TeacherRequest request(QuestionsInput input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public QuestionLines parse(QuestionsInput input, String text) throws MalformedAnswerException {
        throw new UnsupportedOperationException();
    }
}
