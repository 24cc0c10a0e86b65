package org.alignersquad.core.task;

import static org.alignersquad.core.task.PromptTexts.drawn;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.criteria.SeedQuestion;
import org.alignersquad.core.prompt.PromptTemplate;
import org.alignersquad.core.prompt.PromptVersion;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.MalformedAnswerException;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherRequest;

/**
 * Asks for one question for each hint. A line counts only where it repeats its hint exactly, {@code N. type: X, topic:
 * Y}: a strong guard against invented lines (the paper's data recipe). A last line that was cut is not taken.
 */
public record QuestionsTask(Criterion criterion, String model, Sampling sampling, Prompting prompting)
        implements GenerationTask<QuestionsInput, QuestionLines> {
    private static final PromptTemplate PROMPT = PromptTemplate.resource("questions");
    private static final PromptTemplate CONTINUED = PromptTemplate.resource("questions-base");

    /** Stands between a hint and its question. */
    static final String QUESTION = ", question: ";

    public QuestionsTask(Criterion criterion, String model, Sampling sampling) {
        this(criterion, model, sampling, Prompting.CHAT);
    }

    /** Changes whenever the prompt or what the criterion puts into it does. */
    public String promptVersion() {
        return PromptVersion.of(messages(new QuestionsInput(List.of(new Hint("-", "-")), List.of(), 0)));
    }

    @Override
    public TeacherRequest request(QuestionsInput input) {
        return new TeacherRequest(model, "questions", messages(input), drawn(sampling, input.draw()));
    }

    @Override
    public QuestionLines parse(QuestionsInput input, String text) throws MalformedAnswerException {
        QuestionLines lines = new QuestionLineReader(input.hints()).read(text);
        if (lines.accepted().isEmpty())
            throw new MalformedAnswerException("No line repeats its pair. The first line must start with: "
                    + input.hints().get(0).prefix(1) + QUESTION);
        return lines;
    }

    private List<Message> messages(QuestionsInput input) {
        List<String> examples =
                input.examples().stream().map(QuestionsTask::example).toList();
        return (prompting == Prompting.CHAT ? PROMPT : CONTINUED)
                .fill(Map.of(
                        "criterion", criterion.name(),
                        "examples", examples.isEmpty() ? "None." : PromptTexts.numbered(examples),
                        "hints", hints(input.hints())));
    }

    private static String example(SeedQuestion seed) {
        return "type: " + seed.type() + ", topic: " + seed.topic() + QUESTION + seed.question();
    }

    private static String hints(List<Hint> hints) {
        return IntStream.range(0, hints.size())
                .mapToObj(i -> hints.get(i).prefix(i + 1))
                .collect(Collectors.joining("\n"));
    }
}
