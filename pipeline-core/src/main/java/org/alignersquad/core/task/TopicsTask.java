package org.alignersquad.core.task;

import java.util.List;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.MalformedAnswerException;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherRequest;

public record TopicsTask(Criterion criterion, String model, Sampling sampling) implements GenerationTask<TopicsInput, List<String>> {
    /** Changes whenever the prompt or what the criterion puts into it does. */
    public String promptVersion() {
        throw new UnsupportedOperationException();
    }

    @Override
    public TeacherRequest request(TopicsInput input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> parse(TopicsInput input, String text) throws MalformedAnswerException {
        throw new UnsupportedOperationException();
    }
}
