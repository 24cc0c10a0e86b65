package org.alignersquad.core.task;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.criteria.Demonstration;
import org.alignersquad.core.teacher.Sampling;

/** How the parts of a criterion are written into prompts. */
final class PromptTexts {
    private PromptTexts() {}

    static String numbered(List<String> lines) {
        return IntStream.range(0, lines.size())
                .mapToObj(i -> (i + 1) + ". " + lines.get(i).strip())
                .collect(Collectors.joining("\n"));
    }

    /** Worked examples with response, critique and aligned response. */
    static String demonstrations(Criterion criterion) {
        return criterion.demonstrations().stream()
                .map(PromptTexts::demonstration)
                .collect(Collectors.joining("\n\n"));
    }

    /** Worked examples with responses only. */
    static String responses(Criterion criterion) {
        return criterion.demonstrations().stream()
                .map(d -> "Question: " + d.question() + "\nResponse: " + d.response())
                .collect(Collectors.joining("\n\n"));
    }

    /** Worked examples with responses and critiques. */
    static String critiques(Criterion criterion) {
        return criterion.demonstrations().stream()
                .map(d -> "Question: " + d.question() + "\nResponse: " + d.response() + "\nCritique: " + d.critique())
                .collect(Collectors.joining("\n\n"));
    }

    /** Worked examples as a base model is to go on with them. */
    static String continued(Criterion criterion) {
        return criterion.demonstrations().stream()
                .map(d -> demonstration(d).replaceFirst("Question", "Input"))
                .collect(Collectors.joining("\n\n\n"));
    }

    /** A text that cannot pass for the end of a worked example, which three line ends are. */
    static String unbroken(String text) {
        return text.strip().replaceAll("(?:\\R[ \\t]*){3,}", "\n\n");
    }

    private static String demonstration(Demonstration d) {
        return "Question: " + d.question() + "\nResponse: " + d.response() + "\nCritique: " + d.critique()
                + "\nAligned response: " + d.alignedResponse();
    }

    /** Calls that are otherwise equal differ by their seed, where the endpoint takes one. */
    static Sampling drawn(Sampling sampling, long draw) {
        Long seed = sampling.seed();
        return seed == null ? sampling : sampling.withSeed(seed + draw);
    }
}
