package org.alignersquad.models.generate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.alignersquad.models.tokenizer.Tokenizer;

/** Texts that end a text, looked for in the latest tokens only: the cost of a token does not grow with the text. */
record StopStrings(List<String> texts, Tokenizer tokenizer) {
    /** A token may be a part of a character, and a first token may lose its space. */
    private static final int MARGIN = 8;

    /** Whether the tokens from {@code start} on contain a stop string; asked after every token. */
    boolean end(int[] tokens, int start, int length) {
        int longest = texts.stream()
                .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .max()
                .orElse(0);
        int from = Math.max(start, length - longest - MARGIN);
        String tail = tokenizer.decode(Arrays.copyOfRange(tokens, from, length));
        return texts.stream().anyMatch(tail::contains);
    }

    /** A text up to the first stop string in it. */
    String cut(String text) {
        int end = text.length();
        for (String stop : texts) {
            int at = text.indexOf(stop);
            if (at >= 0) end = Math.min(end, at);
        }
        return text.substring(0, end);
    }
}
