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

/** Asks for the aligned response alone, given a critique; the last of three calls. */
public record RevisionTask(Criterion criterion, String model, Sampling sampling)
        implements GenerationTask<CritiquedResponse, String> {
    private static final PromptTemplate PROMPT = PromptTemplate.resource("revision");

    /** Changes whenever the prompt or what the criterion puts into it does. */
    public String promptVersion() {
        return PromptVersion.of(messages("-", "-", "-"));
    }

    @Override
    public TeacherRequest request(CritiquedResponse input) {
        List<Message> messages = messages(input.question().text(), input.response(), input.critique());
        return new TeacherRequest(model, "revision", messages, sampling);
    }

    @Override
    public String parse(CritiquedResponse input, String text) throws MalformedAnswerException {
        return LabelledParts.only("Aligned response:", text);
    }

    private List<Message> messages(String question, String response, String critique) {
        return PROMPT.fill(Map.of(
                "criterion",
                criterion.name(),
                "principles",
                PromptTexts.numbered(criterion.principles()),
                "demonstrations",
                PromptTexts.demonstrations(criterion),
                "question",
                question,
                "response",
                response,
                "critique",
                critique));
    }
}
