package org.alignersquad.core.teacher.embedded;

import java.util.List;
import java.util.Map;

/**
 * Writes questions. The hash of a question says whether it is held out: the teacher's questions never are, those of
 * {@link EmbeddedDump} always.
 */
record QuestionWriter(QuestionBook book) {
    private static final int HELD_OUT_OF = 4;

    static boolean heldOut(String question) {
        return Draw.of("held-out", question).below(HELD_OUT_OF) == 0;
    }

    /** A question of this type about this topic that is not held out. */
    String question(Draw draw, String type, String topic) {
        String question;
        do question = fill(draw, draw.pick(book.phrasings(type)), topic);
        while (heldOut(question));
        return question;
    }

    /** A held-out question of any type about any topic. */
    String heldOutQuestion(Draw draw) {
        List<String> types = List.copyOf(book.types().keySet().stream().sorted().toList());
        String question;
        do question = fill(draw, draw.pick(book.phrasings(draw.pick(types))), draw.pick(book.topics()));
        while (!heldOut(question));
        return question;
    }

    private String fill(Draw draw, String phrasing, String topic) {
        Map<String, List<String>> slots =
                Map.of("{person}", book.people(), "{place}", book.places(), "{time}", book.times());
        String question = phrasing;
        for (String slot : List.of("{person}", "{place}", "{time}"))
            question = question.replace(slot, draw.pick(slots.getOrDefault(slot, List.of())));
        return Slots.topic(question, topic);
    }
}
