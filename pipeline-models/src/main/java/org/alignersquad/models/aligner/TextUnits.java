package org.alignersquad.models.aligner;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text cut into the smallest parts that edits take away: words with a space before them, signs, and other space. In
 * scripts without spaces each sign is a unit. Joined, they are the text.
 *
 * <p>Where a unit ends depends only on what follows its start, so that some units of a text, joined and cut again, are
 * the same units.
 */
public final class TextUnits {
    private static final String UNSPACED = "\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}";
    private static final String WORD = "\\p{L}\\p{M}\\p{N}_'’";
    private static final Pattern UNIT =
            Pattern.compile(" ?[" + UNSPACED + "]| ?[" + WORD + "&&[^" + UNSPACED + "]]+| ?[^" + WORD + "\\s]|\\s+");

    private TextUnits() {}

    public static List<String> of(String text) {
        List<String> units = new ArrayList<>();
        Matcher matcher = UNIT.matcher(text);
        while (matcher.find()) units.add(matcher.group());
        return units;
    }

    /** Where these units first stand in the others, from {@code start} on; -1 where they do not. */
    static int find(List<String> units, int start, List<String> wanted) {
        for (int at = start; at + wanted.size() <= units.size(); at++)
            if (units.subList(at, at + wanted.size()).equals(wanted)) return at;
        return -1;
    }
}
