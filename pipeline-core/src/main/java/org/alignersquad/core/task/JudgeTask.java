package org.alignersquad.core.task;

import java.util.List;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.MalformedAnswerException;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherRequest;

public record JudgeTask(Criterion criterion, String model, Sampling sampling) implements GenerationTask<ResponsePair, Verdict> {
    /** Changes whenever the prompt or what the criterion puts into it does. */
    public String promptVersion() {
        throw new UnsupportedOperationException();
    }

    @Override
    public TeacherRequest request(ResponsePair input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Verdict parse(ResponsePair input, String text) throws MalformedAnswerException {
        throw new UnsupportedOperationException();
    }
}
