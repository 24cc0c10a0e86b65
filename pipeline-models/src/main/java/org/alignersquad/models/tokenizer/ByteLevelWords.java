package org.alignersquad.models.tokenizer;

import java.util.function.Consumer;

/**
 * GPT-2's split into words (Radford et al. 2019): contractions, then letters, digits or other signs with the space before
 * them, then white space, of which the last sign goes to the word behind it where that takes one. What the pattern
 * <pre>'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</pre>
 * finds, without a pattern matcher.
 */
final class ByteLevelWords {
    private enum Kind {
        LETTER,
        NUMBER,
        SPACE,
        OTHER
    }

    private ByteLevelWords() {}

    static void split(String text, Consumer<String> words) {
        int start = 0;
        while (start < text.length()) {
            int end = end(text, start);
            words.accept(text.substring(start, end));
            start = end;
        }
    }

    private static int end(String text, int start) {
        int contraction = contraction(text, start);
        if (contraction > 0) return start + contraction;
        int from = start;
        if (text.charAt(start) == ' ' && start + 1 < text.length() && kind(text.codePointAt(start + 1)) != Kind.SPACE)
            from++;
        Kind kind = kind(text.codePointAt(from));
        int end = from;
        while (end < text.length() && kind(text.codePointAt(end)) == kind)
            end += Character.charCount(text.codePointAt(end));
        // white space before a word leaves it its last sign
        boolean shared = kind == Kind.SPACE && end < text.length();
        int last = shared ? end - Character.charCount(text.codePointBefore(end)) : end;
        return last > start ? last : end;
    }

    private static int contraction(String text, int at) {
        if (text.charAt(at) != '\'' || at + 1 == text.length()) return 0;
        if ("sdmt".indexOf(text.charAt(at + 1)) >= 0) return 2;
        return text.startsWith("ll", at + 1) || text.startsWith("ve", at + 1) || text.startsWith("re", at + 1) ? 3 : 0;
    }

    private static Kind kind(int sign) {
        if (Character.isLetter(sign)) return Kind.LETTER;
        if (isSpace(sign)) return Kind.SPACE;
        int type = Character.getType(sign);
        boolean number = type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
        return number ? Kind.NUMBER : Kind.OTHER;
    }

    /** Unicode's White_Space. */
    static boolean isSpace(int sign) {
        return sign >= 9 && sign <= 13 || sign == 0x85 || Character.isSpaceChar(sign);
    }
}
