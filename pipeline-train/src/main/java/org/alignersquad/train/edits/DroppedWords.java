package org.alignersquad.train.edits;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.models.aligner.Hunk;
import org.alignersquad.models.aligner.TextDiff;
import org.alignersquad.models.aligner.TextUnits;
import org.jspecify.annotations.Nullable;

/**
 * Words that tell a misaligned response, in lower case, and what came in their place more than once.
 *
 * @param replacements of words of {@code words}
 */
public record DroppedWords(Set<String> words, Set<Replacement> replacements) implements Serializable {
    /**
     * @param word in lower case
     * @param inserted with its space
     */
    public record Replacement(String word, String inserted) implements Serializable {}

    public static final DroppedWords NONE = new DroppedWords(Set.of(), Set.of());

    public DroppedWords {
        words = Set.copyOf(words);
        replacements = Set.copyOf(replacements);
    }

    /** The response without these words: what it takes no model to do. */
    public String without(String response) {
        StringBuilder rest = new StringBuilder();
        for (String unit : TextUnits.of(response)) if (!words.contains(word(unit))) rest.append(unit);
        return rest.toString();
    }

    /** Of a pair's changes those that take away one of these words, each on its own; what came in only if it often does. */
    List<Hunk> of(TextDiff diff, String aligned) {
        Set<String> kept = distinct(aligned);
        List<Hunk> hunks = new ArrayList<>();
        for (Hunk hunk : diff.hunks()) {
            for (int at = hunk.from(); at < hunk.to(); at++) {
                String word = word(diff.units().get(at));
                if (!words.contains(word) || kept.contains(word)) continue;
                hunks.add(new Hunk(at, at + 1, usual(diff, hunk) ? hunk.inserted() : ""));
            }
        }
        return hunks;
    }

    /**
     * The response with others of these words in the place of those that the hunks take away.
     *
     * @param seed fixes which
     */
    String swapped(TextDiff diff, List<Hunk> hunks, String seed) {
        List<String> others = words.stream().sorted().toList();
        List<String> units = new ArrayList<>(diff.units());
        for (Hunk hunk : hunks) {
            String unit = units.get(hunk.from());
            String other = others.get(Hashes.bucket(others.size(), seed, String.valueOf(hunk.from())));
            units.set(hunk.from(), unit.startsWith(" ") ? " " + other : other);
        }
        return String.join("", units);
    }

    private boolean usual(TextDiff diff, Hunk hunk) {
        Replacement replacement = replacement(diff, hunk);
        return replacement != null && replacements.contains(replacement);
    }

    /** A hunk that puts something in the place of a single word; null for another. */
    static @Nullable Replacement replacement(TextDiff diff, Hunk hunk) {
        if (hunk.to() - hunk.from() != 1 || hunk.inserted().isBlank()) return null;
        return new Replacement(word(diff.units().get(hunk.from())), hunk.inserted());
    }

    /** A text's words. */
    static Set<String> distinct(String text) {
        Set<String> words = new LinkedHashSet<>();
        for (String unit : TextUnits.of(text)) {
            String word = word(unit);
            if (word.codePoints().anyMatch(Character::isLetterOrDigit)) words.add(word);
        }
        return words;
    }

    private static String word(String unit) {
        return unit.strip().toLowerCase(Locale.ROOT);
    }
}
