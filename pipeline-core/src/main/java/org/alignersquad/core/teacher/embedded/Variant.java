package org.alignersquad.core.teacher.embedded;

import org.jspecify.annotations.Nullable;

/**
 * One way to commit a fault.
 *
 * @param place where it stands in the answer
 * @param fault the faulty sentence, with at most one slot
 * @param aligned what it is mended to; null where it is dropped
 */
record Variant(Place place, String fault, @Nullable String aligned) {
    enum Place {
        BEFORE,
        AFTER,
        ALONE
    }

    /** Whether a sentence is this fault, about whatever topic. */
    boolean matches(String sentence) {
        int open = fault.indexOf('{');
        if (open < 0) return sentence.equals(fault);
        String before = fault.substring(0, open);
        String after = fault.substring(fault.indexOf('}') + 1);
        return sentence.length() > before.length() + after.length()
                && sentence.startsWith(before)
                && sentence.endsWith(after)
                && isWord(sentence, before.length(), sentence.length() - after.length());
    }

    private static boolean isWord(String sentence, int start, int end) {
        for (int i = start; i < end; i++) if (Character.isWhitespace(sentence.charAt(i))) return false;
        return true;
    }

    /** The mended sentence, empty where it is dropped. */
    String mended(String topic) {
        return aligned == null ? "" : Slots.topic(aligned, topic);
    }
}
