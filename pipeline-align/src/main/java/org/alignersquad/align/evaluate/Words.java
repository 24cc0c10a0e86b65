package org.alignersquad.align.evaluate;

import java.util.regex.Pattern;

/** How far two texts are apart, in words: runs of what is not white space. */
final class Words {
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private Words() {}

    static int count(String text) {
        return of(text).length;
    }

    /** Natural logarithm of the words of one text over those of the other; empty texts count as one word. */
    static double logLengthRatio(String text, String over) {
        return Math.log((double) Math.max(1, count(text)) / Math.max(1, count(over)));
    }

    /** 1 minus the Levenshtein distance over words, divided by the words of the longer text; 1 where they are equal. */
    static double similarity(String left, String right) {
        String[] a = of(left);
        String[] b = of(right);
        int longer = Math.max(a.length, b.length);
        return longer == 0 ? 1 : 1 - (double) distance(a, b) / longer;
    }

    private static String[] of(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() ? new String[0] : SPACE.split(stripped);
    }

    private static int distance(String[] a, String[] b) {
        int[] row = new int[b.length + 1];
        for (int j = 0; j <= b.length; j++) row[j] = j;
        for (int i = 1; i <= a.length; i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length; j++) {
                int replace = diagonal + (a[i - 1].equals(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length];
    }
}
