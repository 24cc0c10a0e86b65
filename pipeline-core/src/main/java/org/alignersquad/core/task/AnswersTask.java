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

/** Asks for an initial response, a critique and the aligned response, all in one completion (as the paper does). */
public record AnswersTask(Criterion criterion, String model, Sampling sampling, Prompting prompting)
        implements GenerationTask<Question, Answers> {
    private static final PromptTemplate PROMPT = PromptTemplate.resource("answers");
    private static final PromptTemplate CONTINUED = PromptTemplate.resource("answers-base");
    private static final LabelledParts PARTS = LabelledParts.of("Response:", "Critique:", "Aligned response:");

    public AnswersTask(Criterion criterion, String model, Sampling sampling) {
        this(criterion, model, sampling, Prompting.CHAT);
    }

    /** Changes whenever the prompt or what the criterion puts into it does. */
    public String promptVersion() {
        return PromptVersion.of(messages("-"));
    }

    @Override
    public TeacherRequest request(Question input) {
        return new TeacherRequest(model, "answers", messages(input.text()), sampling);
    }

    @Override
    public Answers parse(Question input, String text) throws MalformedAnswerException {
        // a base model goes on after the label that the prompt ends with
        boolean continued = prompting == Prompting.BASE && !text.stripLeading().startsWith("Response:");
        List<String> parts = PARTS.read(continued ? "Response:" + text : text);
        return new Answers(parts.get(0), parts.get(1), parts.get(2));
    }

    private List<Message> messages(String question) {
        return prompting == Prompting.CHAT ? asked(question) : continued(question);
    }

    private List<Message> continued(String question) {
        return CONTINUED.fill(Map.of(
                "criterion", criterion.name(),
                "principles", PromptTexts.numbered(criterion.principles()),
                "demonstrations", PromptTexts.continued(criterion),
                "question", PromptTexts.unbroken(question)));
    }

    private List<Message> asked(String question) {
        return PROMPT.fill(Map.of(
                "criterion", criterion.name(),
                "principles", PromptTexts.numbered(criterion.principles()),
                "demonstrations", PromptTexts.demonstrations(criterion),
                "question", question));
    }
}
