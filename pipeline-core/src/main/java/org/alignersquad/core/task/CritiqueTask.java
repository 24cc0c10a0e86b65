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

/** Asks for a critique and the aligned response of a response that exists already. */
public record CritiqueTask(Criterion criterion, String model, Sampling sampling)
        implements GenerationTask<AnsweredQuestion, Answers> {
    private static final PromptTemplate PROMPT = PromptTemplate.resource("critique");
    private static final LabelledParts PARTS = LabelledParts.of("Critique:", "Aligned response:");

    /** Changes whenever the prompt or what the criterion puts into it does. */
    public String promptVersion() {
        return PromptVersion.of(messages("-", "-"));
    }

    @Override
    public TeacherRequest request(AnsweredQuestion input) {
        return new TeacherRequest(model, "critique", messages(input.question().text(), input.response()), sampling);
    }

    /** The answers' response is the input's, untouched. */
    @Override
    public Answers parse(AnsweredQuestion input, String text) throws MalformedAnswerException {
        List<String> parts = PARTS.read(text);
        return Answers.revised(input.response(), parts.get(0), parts.get(1));
    }

    private List<Message> messages(String question, String response) {
        return PROMPT.fill(Map.of(
                "criterion", criterion.name(),
                "principles", PromptTexts.numbered(criterion.principles()),
                "demonstrations", PromptTexts.demonstrations(criterion),
                "question", question,
                "response", response));
    }
}
