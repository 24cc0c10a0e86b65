package org.alignersquad.models.aligner;

import java.util.ArrayList;
import java.util.List;

/**
 * How a text becomes another one: what of it gives way to what. Of the ways with the fewest changed units it is always the
 * same one.
 *
 * @param units of the text, see {@link TextUnits}
 * @param hunks in order, with at least one unit between two of them
 */
public record TextDiff(List<String> units, List<Hunk> hunks) {
    /** Beyond this many pairs of units, what differs in the middle is one hunk: memory stays below 20 MB. */
    private static final long MOST_PAIRS = 4_000_000;

    public TextDiff {
        units = List.copyOf(units);
        hunks = List.copyOf(hunks);
    }

    public static TextDiff between(String from, String to) {
        List<String> units = TextUnits.of(from);
        List<String> other = TextUnits.of(to);
        int shorter = Math.min(units.size(), other.size());
        int start = 0;
        while (start < shorter && units.get(start).equals(other.get(start))) start++;
        int tail = 0;
        while (tail < shorter - start && last(units, tail).equals(last(other, tail))) tail++;
        List<String> left = units.subList(start, units.size() - tail);
        List<String> right = other.subList(start, other.size() - tail);
        return new TextDiff(units, hunks(left, right, start));
    }

    private static String last(List<String> units, int fromEnd) {
        return units.get(units.size() - 1 - fromEnd);
    }

    private static List<Hunk> hunks(List<String> left, List<String> right, int offset) {
        if (left.isEmpty() && right.isEmpty()) return List.of();
        if ((left.size() + 1L) * (right.size() + 1L) > MOST_PAIRS)
            return List.of(new Hunk(offset, offset + left.size(), String.join("", right)));
        int[][] common = common(left, right);
        List<Hunk> hunks = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < left.size() || j < right.size()) {
            int from = i;
            int inserted = j;
            while ((i < left.size() || j < right.size()) && !same(left, i, right, j)) {
                boolean remove = j == right.size() || (i < left.size() && common[i + 1][j] >= common[i][j + 1]);
                if (remove) i++;
                else j++;
            }
            if (from < i || inserted < j)
                hunks.add(new Hunk(offset + from, offset + i, String.join("", right.subList(inserted, j))));
            i++;
            j++;
        }
        return hunks;
    }

    private static boolean same(List<String> left, int i, List<String> right, int j) {
        return i < left.size() && j < right.size() && left.get(i).equals(right.get(j));
    }

    /** At i, j: how many units the rest of the left from i on and of the right from j on can have in common, in order. */
    private static int[][] common(List<String> left, List<String> right) {
        int[][] common = new int[left.size() + 1][right.size() + 1];
        for (int i = left.size() - 1; i >= 0; i--) {
            for (int j = right.size() - 1; j >= 0; j--) {
                common[i][j] = left.get(i).equals(right.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    /** The same as edits: each removes as many units before its hunk as it takes to be found where it is meant. */
    public Edits edits() {
        List<Edit> edits = new ArrayList<>();
        int cursor = 0;
        for (Hunk hunk : hunks) {
            Hunk anchored = anchored(hunk, cursor);
            edits.add(new Edit(text(anchored.from(), anchored.to()), anchored.inserted()));
            cursor = anchored.to();
        }
        return new Edits(edits);
    }

    private Hunk anchored(Hunk hunk, int cursor) {
        if (hunk.from() == units.size()) return hunk; // the end needs no anchor
        Hunk anchored = hunk.from() < hunk.to() ? hunk : beside(hunk, cursor);
        while (anchored.from() > cursor && first(anchored, cursor) < anchored.from())
            anchored = anchored.from(anchored.from() - 1, units.get(anchored.from() - 1));
        return anchored;
    }

    /** What only comes in needs a unit to be found by: the one before it or, at the cursor, the one behind it. */
    private Hunk beside(Hunk hunk, int cursor) {
        int at = hunk.from();
        return at > cursor
                ? hunk.from(at - 1, units.get(at - 1))
                : new Hunk(at, at + 1, hunk.inserted() + units.get(at));
    }

    private int first(Hunk hunk, int cursor) {
        return TextUnits.find(units, cursor, units.subList(hunk.from(), hunk.to()));
    }

    private String text(int from, int to) {
        return String.join("", units.subList(from, to));
    }
}
