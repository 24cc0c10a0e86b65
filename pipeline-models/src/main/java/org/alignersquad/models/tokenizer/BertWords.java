package org.alignersquad.models.tokenizer;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * BERT's split into words (Devlin et al. 2018): lower case without accents, at white space; every punctuation mark and
 * every Chinese character is a word. What Hugging Face's {@code BertNormalizer} and {@code BertPreTokenizer} do together.
 */
final class BertWords {
    private BertWords() {}

    static void split(String text, Consumer<String> words) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFD).toLowerCase(Locale.ROOT);
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < plain.length(); i += Character.charCount(plain.codePointAt(i))) {
            int sign = plain.codePointAt(i);
            if (isDropped(sign)) continue;
            boolean alone = isPunctuation(sign) || isChinese(sign);
            if (alone || ByteLevelWords.isSpace(sign)) flush(word, words);
            if (alone) words.accept(Character.toString(sign));
            else if (!ByteLevelWords.isSpace(sign)) word.appendCodePoint(sign);
        }
        flush(word, words);
    }

    private static void flush(StringBuilder word, Consumer<String> words) {
        if (word.length() == 0) return;
        words.accept(word.toString());
        word.setLength(0);
    }

    /** Accents, and what does not print: control, format, private and unassigned signs. */
    private static boolean isDropped(int sign) {
        if (sign == '\t' || sign == '\n' || sign == '\r') return false;
        return switch (Character.getType(sign)) {
            case Character.NON_SPACING_MARK,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> sign == 0 || sign == 0xfffd;
        };
    }

    private static boolean isPunctuation(int sign) {
        if (sign < 128) return sign > ' ' && sign < 127 && !Character.isLetterOrDigit(sign);
        return switch (Character.getType(sign)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    /** The blocks of ideographs that BERT names. */
    private static boolean isChinese(int sign) {
        return sign >= 0x4e00 && sign <= 0x9fff
                || sign >= 0x3400 && sign <= 0x4dbf
                || sign >= 0x20000 && sign <= 0x2a6df
                || sign >= 0x2a700 && sign <= 0x2b81f
                || sign >= 0x2b920 && sign <= 0x2ceaf
                || sign >= 0xf900 && sign <= 0xfaff
                || sign >= 0x2f800 && sign <= 0x2fa1f;
    }
}
