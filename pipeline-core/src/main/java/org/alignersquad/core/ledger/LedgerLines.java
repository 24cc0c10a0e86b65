package org.alignersquad.core.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines of a ledger file as bytes, for whoever does not need what they say. */
final class LedgerLines {
    private static final byte[] BEFORE_KEY = "{\"key\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_LENGTH = 64;

    private LedgerLines() {}

    /** Takes one line, without its end. */
    @FunctionalInterface
    interface Consumer {
        void line(byte[] line);
    }

    /** @throws IOException where the stream breaks off; the lines before that have been given */
    static void read(InputStream in, Consumer consumer) throws IOException {
        byte[] buffer = new byte[1 << 16];
        int filled = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer, filled, buffer.length - filled)) {
            filled += read;
            int rest = giveLines(buffer, filled, filled - read, consumer);
            filled -= rest;
            System.arraycopy(buffer, rest, buffer, 0, filled);
            if (filled == buffer.length) buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        if (filled > 0) consumer.line(Arrays.copyOf(buffer, filled));
    }

    /** Gives the complete lines at the buffer's start, and where the next one begins. */
    private static int giveLines(byte[] buffer, int filled, int searched, Consumer consumer) {
        int start = 0;
        for (int i = searched; i < filled; i++) {
            if (buffer[i] != '\n') continue;
            if (i > start) consumer.line(Arrays.copyOfRange(buffer, start, i));
            start = i + 1;
        }
        return start;
    }

    /** The record's key, read from its place at the line's beginning; null where it is not there. */
    static @Nullable String key(byte[] line) {
        int end = BEFORE_KEY.length + KEY_LENGTH;
        if (line.length <= end || line[end] != '"' || !startsWithKey(line)) return null;
        return new String(line, BEFORE_KEY.length, KEY_LENGTH, StandardCharsets.US_ASCII);
    }

    private static boolean startsWithKey(byte[] line) {
        return Arrays.equals(line, 0, BEFORE_KEY.length, BEFORE_KEY, 0, BEFORE_KEY.length);
    }
}
