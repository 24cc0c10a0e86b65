package org.alignersquad.core.task;

import java.util.List;
import java.util.Map;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.prompt.PromptTemplate;
import org.alignersquad.core.prompt.PromptVersion;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.MalformedAnswerException;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherRequest;

/** Asks for an initial response alone; the first of three calls. */
public record ResponseTask(Criterion criterion, String model, Sampling sampling)
        implements GenerationTask<Question, String> {
    private static final PromptTemplate PROMPT = PromptTemplate.resource("response");

    /** Changes whenever the prompt or what the criterion puts into it does. */
    public String promptVersion() {
        return PromptVersion.of(messages("-"));
    }

    @Override
    public TeacherRequest request(Question input) {
        return new TeacherRequest(model, "response", messages(input.text()), sampling);
    }

    @Override
    public String parse(Question input, String text) throws MalformedAnswerException {
        return LabelledParts.only("Response:", text);
    }

    private List<Message> messages(String question) {
        return PROMPT.fill(Map.of(
                "criterion", criterion.name(),
                "principles", PromptTexts.numbered(criterion.principles()),
                "demonstrations", PromptTexts.responses(criterion),
                "question", question));
    }
}
