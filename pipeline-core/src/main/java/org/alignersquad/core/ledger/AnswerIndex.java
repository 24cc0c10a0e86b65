package org.alignersquad.core.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers in memory by key: lines in compressed blocks, about a quarter of their size, read when somebody asks. Of two with
 * the same key the first one counts. Safe for use by many threads.
 */
final class AnswerIndex {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerIndex.class);
    private static final int BLOCK_BYTES = 1 << 16;
    private static final int OPEN_BLOCKS = 16;

    /** Half of a key, which is more than enough: 128 bits of SHA-256. */
    private record Key(long high, long low) {
        static Key of(String hex) {
            return new Key(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
        }
    }

    // guarded by this: block in the upper half, offset in the lower
    private final Map<Key, Long> places = new HashMap<>();
    private final List<byte[]> blocks = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private final ByteArrayOutputStream open = new ByteArrayOutputStream(BLOCK_BYTES * 2);
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    private final Map<Integer, byte[]> recent = new LinkedHashMap<>(32, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, byte[]> eldest) {
            return size() > OPEN_BLOCKS;
        }
    };

    /** Takes a line unless it has one with this key. */
    synchronized void add(String key, byte[] line) {
        long place = ((long) blocks.size() << 32) | open.size();
        if (places.putIfAbsent(Key.of(key), place) != null) return;
        open.write(line, 0, line.length);
        open.write('\n');
        if (open.size() >= BLOCK_BYTES) closeBlock();
    }

    private void closeBlock() {
        byte[] text = open.toByteArray();
        open.reset();
        byte[] compressed = new byte[text.length + 64];
        deflater.reset();
        deflater.setInput(text);
        deflater.finish();
        int length = deflater.deflate(compressed);
        while (!deflater.finished()) {
            compressed = Arrays.copyOf(compressed, 2 * compressed.length);
            length += deflater.deflate(compressed, length, compressed.length - length);
        }
        blocks.add(Arrays.copyOf(compressed, length));
        sizes.add(text.length);
    }

    synchronized boolean contains(String key) {
        return places.containsKey(Key.of(key));
    }

    synchronized int size() {
        return places.size();
    }

    /** Null where there is none, or where the line is damaged: then it is asked for again. */
    @Nullable LedgerRecord find(String key) {
        byte @Nullable [] line = line(key);
        if (line == null) return null;
        try {
            return LedgerRecord.parse(line);
        } catch (JsonProcessingException e) {
            // the exception's own message quotes the line, which is payload
            LOG.warn("The ledger's answer {} is not JSON, it is left out", key);
        } catch (IllegalArgumentException | IOException e) {
            LOG.warn("The ledger's answer {} is left out: {}", key, e.getMessage());
        }
        return null;
    }

    private synchronized byte @Nullable [] line(String key) {
        @Nullable Long place = places.get(Key.of(key));
        if (place == null) return null;
        byte[] text = text((int) (place >>> 32));
        int start = place.intValue();
        int end = start;
        while (text[end] != '\n') end++;
        return Arrays.copyOfRange(text, start, end);
    }

    private byte[] text(int block) {
        if (block == blocks.size()) return open.toByteArray();
        return recent.computeIfAbsent(block, any -> inflated(blocks.get(block), sizes.get(block)));
    }

    private static byte[] inflated(byte[] compressed, int size) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed);
            byte[] text = new byte[size];
            for (int done = 0; done < size; ) done += inflater.inflate(text, done, size - done);
            return text;
        } catch (DataFormatException e) {
            throw new UncheckedIOException(new IOException("A block in memory is damaged", e));
        } finally {
            inflater.end();
        }
    }

    synchronized void close() {
        deflater.end();
    }
}
