package org.alignersquad.core.task;

import java.util.List;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.MalformedAnswerException;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherRequest;

public record CritiqueTask(Criterion criterion, String model, Sampling sampling) implements GenerationTask<AnsweredQuestion, Answers> {
    /** Changes whenever the prompt or what the criterion puts into it does. */
    public String promptVersion() {
        throw new UnsupportedOperationException();
    }

    @Override
    public TeacherRequest request(AnsweredQuestion input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Answers parse(AnsweredQuestion input, String text) throws MalformedAnswerException {
        throw new UnsupportedOperationException();
    }
}
