package org.alignersquad.core.task;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.prompt.PromptTemplate;
import org.alignersquad.core.prompt.PromptVersion;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.MalformedAnswerException;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherRequest;

/** Asks which of two responses keeps better to the criterion. Ask in both orders: judges favour a place. */
public record JudgeTask(Criterion criterion, String model, Sampling sampling)
        implements GenerationTask<ResponsePair, Verdict> {
    private static final PromptTemplate PROMPT = PromptTemplate.resource("judge");
    private static final Pattern VERDICT = Pattern.compile("(?i)^\\W*(?:verdict\\W+)?(A|B|tie)\\W*$");

    /** Changes whenever the prompt or what the criterion puts into it does. */
    public String promptVersion() {
        return PromptVersion.of(messages(new ResponsePair("-", "-", "-", "-")));
    }

    @Override
    public TeacherRequest request(ResponsePair input) {
        return new TeacherRequest(model, "judge", messages(input), sampling);
    }

    /** Reads the first line that is not blank; the reason below it is for people. */
    @Override
    public Verdict parse(ResponsePair input, String text) throws MalformedAnswerException {
        String first = text.strip().lines().findFirst().orElse("");
        Matcher verdict = VERDICT.matcher(first);
        if (!verdict.matches()) throw new MalformedAnswerException("The first line must be only A, B or tie.");
        return switch (Character.toUpperCase(verdict.group(1).charAt(0))) {
            case 'A' -> Verdict.A;
            case 'B' -> Verdict.B;
            default -> Verdict.TIE;
        };
    }

    private List<Message> messages(ResponsePair pair) {
        return PROMPT.fill(Map.of(
                "criterion", criterion.name(),
                "principles", PromptTexts.numbered(criterion.principles()),
                "question", pair.question(),
                "response_a", pair.responseA(),
                "response_b", pair.responseB()));
    }
}
