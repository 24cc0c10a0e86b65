package org.alignersquad.models.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** GPT-2's one printable sign for each byte: the byte's own character where it prints, else the next one from 256 on. */
final class ByteAlphabet {
    static final int SIZE = 256;
    private static final String[] SIGNS = new String[SIZE];

    static {
        int next = SIZE;
        for (int b = 0; b < SIZE; b++) {
            boolean prints = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            SIGNS[b] = String.valueOf((char) (prints ? b : next++));
        }
    }

    private ByteAlphabet() {}

    /** The sign of each byte from 0 to 255. */
    static List<String> signs() {
        return List.of(SIGNS);
    }

    /** The bytes of a word in UTF-8, as numbers from 0 to 255. */
    static int[] bytes(String word) {
        byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
        int[] bytes = new int[utf8.length];
        Arrays.setAll(bytes, i -> utf8[i] & 0xff);
        return bytes;
    }
}
