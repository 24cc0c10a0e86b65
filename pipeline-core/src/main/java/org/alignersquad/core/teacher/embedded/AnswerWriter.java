package org.alignersquad.core.teacher.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Writes answers, good ones and ones with a fault. */
final class AnswerWriter {
    /** Answers with a fault are long enough as they are: tiny models learn short texts sooner. */
    private static final double TIP_SHARE_FAULTY = 0.2;

    private static final double TIP_SHARE_GOOD = 0.5;
    private static final double ALONE_SHARE = 0.5;

    private final Books books;
    private final List<String> tips;

    AnswerWriter(Books books) {
        this.books = books;
        // mended sentences occur in good answers too, so that none of them gives away that something was mended
        this.tips = Stream.concat(
                        books.answers().tips().stream(),
                        books.faults().values().stream()
                                .flatMap(List::stream)
                                .flatMap(family -> family.variants().stream())
                                .map(Variant::aligned)
                                .filter(Objects::nonNull))
                .toList();
    }

    /** An answer with one fault against each of the given criteria. */
    String answer(Draw draw, String question, String topic, List<String> faulty) {
        List<String> sentences = new ArrayList<>();
        String opening = Slots.topic(draw.pick(books.answers().openingsFor(question)), topic);
        sentences.add(opening);
        if (draw.chance(faulty.isEmpty() ? TIP_SHARE_GOOD : TIP_SHARE_FAULTY))
            sentences.add(Slots.topic(draw.pick(tips), topic));
        for (String criterion : faulty) {
            Variant variant = variant(draw, criterion);
            if (isWhole(draw, variant, faulty)) sentences.clear();
            commit(draw, sentences, variant, topic, opening);
        }
        return String.join(" ", sentences);
    }

    private static boolean isWhole(Draw draw, Variant variant, List<String> faulty) {
        return variant.place() == Variant.Place.ALONE && faulty.size() == 1 && draw.chance(ALONE_SHARE);
    }

    private Variant variant(Draw draw, String criterion) {
        return draw.pick(draw.pick(books.faults(criterion)).variants());
    }

    private void commit(Draw draw, List<String> sentences, Variant variant, String topic, String opening) {
        String fault = Slots.topic(variant.fault(), topic)
                .replace(Slots.OTHER, other(draw, topic))
                .replace(Slots.OPENING, opening);
        sentences.add(variant.place() == Variant.Place.BEFORE ? 0 : sentences.size(), fault);
    }

    private String other(Draw draw, String topic) {
        List<String> topics = books.questions().topics();
        String other;
        do other = draw.pick(topics);
        while (other.equals(topic));
        return other;
    }
}
