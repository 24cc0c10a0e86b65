package org.alignersquad.core.task;

import static org.alignersquad.core.task.PromptTexts.drawn;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.criteria.QuestionType;
import org.alignersquad.core.prompt.PromptTemplate;
import org.alignersquad.core.prompt.PromptVersion;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.MalformedAnswerException;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherRequest;

/**
 * Asks for topics that suit a type of question. Lines that are no topics are left out: a topic has at most three words,
 * fewer than 50 characters, starts with a letter and does not end with punctuation.
 */
public record TopicsTask(Criterion criterion, String model, Sampling sampling, Prompting prompting)
        implements GenerationTask<TopicsInput, List<String>> {
    private static final PromptTemplate PROMPT = PromptTemplate.resource("topics");
    private static final PromptTemplate CONTINUED = PromptTemplate.resource("topics-base");
    private static final Pattern NUMBER = Pattern.compile("^\\s*(?:\\d{1,3}[.)]|[-*])\\s+");
    private static final int MAX_WORDS = 3;
    private static final int TOO_LONG = 50;

    public TopicsTask(Criterion criterion, String model, Sampling sampling) {
        this(criterion, model, sampling, Prompting.CHAT);
    }

    /** Changes whenever the prompt or what the criterion puts into it does. */
    public String promptVersion() {
        return PromptVersion.of(messages(new TopicsInput(new QuestionType("-", "-"), List.of(), 1, 0)));
    }

    @Override
    public TeacherRequest request(TopicsInput input) {
        return new TeacherRequest(model, "topics", messages(input), drawn(sampling, input.draw()));
    }

    @Override
    public List<String> parse(TopicsInput input, String text) throws MalformedAnswerException {
        List<String> topics = text.lines()
                .map(line -> NUMBER.matcher(line).replaceFirst("").strip())
                .filter(TopicsTask::isTopic)
                .distinct()
                .limit(input.count())
                .toList();
        if (topics.isEmpty())
            throw new MalformedAnswerException(
                    "No line is a topic: at most 3 words, fewer than 50 characters, no punctuation at its end.");
        return topics;
    }

    /** Whether a text keeps the rules for topics. */
    public static boolean isTopic(String text) {
        return !text.isEmpty()
                && text.length() < TOO_LONG
                && text.split("\\s+").length <= MAX_WORDS
                && Character.isLetter(text.codePointAt(0))
                && Character.isLetterOrDigit(text.codePointBefore(text.length()));
    }

    private List<Message> messages(TopicsInput input) {
        boolean chat = prompting == Prompting.CHAT;
        return (chat ? PROMPT : CONTINUED)
                .fill(Map.of(
                        "criterion", criterion.name(),
                        "question_type", input.questionType().name(),
                        "description", input.questionType().description(),
                        "examples", chat ? shown(input.examples()) : started(input.examples()),
                        "count", Integer.toString(input.count())));
    }

    private static String shown(List<String> examples) {
        return examples.isEmpty() ? "None yet." : PromptTexts.numbered(examples);
    }

    /** The list as a base model is to go on with it. */
    private static String started(List<String> examples) {
        String next = examples.size() + 1 + ".";
        return examples.isEmpty() ? next : PromptTexts.numbered(examples) + "\n" + next;
    }
}
