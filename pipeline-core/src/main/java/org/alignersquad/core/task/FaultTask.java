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

/** Asks for a critique alone; the second of three calls. */
public record FaultTask(Criterion criterion, String model, Sampling sampling)
        implements GenerationTask<AnsweredQuestion, String> {
    private static final PromptTemplate PROMPT = PromptTemplate.resource("fault");

    /** Changes whenever the prompt or what the criterion puts into it does. */
    public String promptVersion() {
        return PromptVersion.of(messages("-", "-"));
    }

    @Override
    public TeacherRequest request(AnsweredQuestion input) {
        return new TeacherRequest(model, "fault", messages(input.question().text(), input.response()), sampling);
    }

    @Override
    public String parse(AnsweredQuestion input, String text) throws MalformedAnswerException {
        return LabelledParts.only("Critique:", text);
    }

    private List<Message> messages(String question, String response) {
        return PROMPT.fill(Map.of(
                "criterion", criterion.name(),
                "principles", PromptTexts.numbered(criterion.principles()),
                "demonstrations", PromptTexts.critiques(criterion),
                "question", question,
                "response", response));
    }
}
