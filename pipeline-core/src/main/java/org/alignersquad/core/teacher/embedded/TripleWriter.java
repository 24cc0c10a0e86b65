package org.alignersquad.core.teacher.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.alignersquad.core.teacher.embedded.Mender.Mended;

/** Writes responses with critique and aligned response, and critiques of responses that exist already. */
record TripleWriter(Books books, TopicFinder topics, AnswerWriter writer) {
    /** A quarter or so of good answers teaches a model to leave good answers alone. */
    private static final double NOTHING_WRONG_SHARE = 0.28;

    /** Faults against another criterion stay: each aligner minds its own. */
    private static final double OTHER_FAULT_SHARE = 0.12;

    private static final double MALFORMED_SHARE = 0.01;
    private static final double LEAK_SHARE = 0.006;
    private static final String NOTHING_WRONG = "There is nothing wrong with the response.";
    private static final String FALLBACK = "Begin with one simple thing about {topic}.";

    TripleWriter(Books books, TopicFinder topics) {
        this(books, topics, new AnswerWriter(books));
    }

    String answers(PromptText prompt, String seed) {
        String question = prompt.section("Question");
        Draw draw = Draw.of("answers", prompt.criterion(), question, seed);
        boolean malformed = draw.chance(MALFORMED_SHARE) && !prompt.asksAgain();
        String response = leak(draw) + writer.answer(draw, question, topics.topic(question), faulty(draw, prompt));
        String start = "Response: " + response + "\n";
        return malformed ? start : start + parts(prompt.criterion(), question, response);
    }

    String response(PromptText prompt, String seed) {
        String question = prompt.section("Question");
        Draw draw = Draw.of("answers", prompt.criterion(), question, seed);
        // in step with answers(), so that both write the same
        boolean unused = draw.chance(MALFORMED_SHARE) | draw.chance(LEAK_SHARE);
        return writer.answer(draw, question, topics.topic(question), faulty(draw, prompt));
    }

    String fault(PromptText prompt) {
        String response = prompt.section("Response");
        return critique(response, mend(prompt.criterion(), prompt.section("Question"), response));
    }

    String revision(PromptText prompt) {
        return mend(prompt.criterion(), prompt.section("Question"), prompt.section("Response"))
                .text();
    }

    private static String leak(Draw draw) {
        return draw.chance(LEAK_SHARE) ? "Response: " : "";
    }

    private List<String> faulty(Draw draw, PromptText prompt) {
        List<String> faulty = new ArrayList<>();
        if (draw.chance(OTHER_FAULT_SHARE)) {
            List<String> others = books.faults().keySet().stream()
                    .filter(name -> !name.equals(prompt.criterion()))
                    .sorted()
                    .toList();
            faulty.add(draw.pick(others));
        }
        boolean known = !books.faults(prompt.criterion()).isEmpty();
        if (known && !draw.chance(NOTHING_WRONG_SHARE)) faulty.add(prompt.criterion());
        return faulty;
    }

    String critique(PromptText prompt) {
        return parts(prompt.criterion(), prompt.section("Question"), prompt.section("Response"));
    }

    private String parts(String criterion, String question, String response) {
        Mended mended = mend(criterion, question, response);
        return "Critique: " + critique(response, mended) + "\nAligned response: " + mended.text() + "\n";
    }

    private static String critique(String response, Mended mended) {
        if (response.isBlank()) return "The response is empty.";
        if (mended.found().isEmpty()) return NOTHING_WRONG;
        return mended.found().stream().map(FaultFamily::critique).distinct().collect(Collectors.joining(" "));
    }

    /** The response with its faults mended; never blank. */
    Mended mend(String criterion, String question, String response) {
        String topic = topics.topic(question);
        Mended mended = new Mender(books.faults(criterion), topic).mend(response);
        return mended.text().isBlank() ? new Mended(Slots.topic(FALLBACK, topic), mended.found()) : mended;
    }
}
