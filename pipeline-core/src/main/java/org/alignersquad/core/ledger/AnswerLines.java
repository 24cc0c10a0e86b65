package org.alignersquad.core.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.alignersquad.core.text.Hashes;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The answers in a bucket's files, line by line: without the headers of merged files, and without copies. Where a file system
 * lets two create one lock, two compactions at once leave two merged files with the same answers. An answer that was paid
 * twice is no copy: each has its own time.
 */
final class AnswerLines {
    private static final int BUFFER = 1 << 16;

    private final FileSystem files;
    /** Takes memory for every line, so it is there only where there is more than one merged file. */
    private final @Nullable Set<String> seen;

    /** @param parts all files that will be read */
    AnswerLines(FileSystem files, List<Path> parts) {
        this.files = files;
        this.seen = parts.stream().filter(LedgerFiles::isMerged).count() > 1 ? new HashSet<>() : null;
    }

    /** Takes a line, counted from 1. */
    @FunctionalInterface
    interface Consumer {
        void line(int number, byte[] line);
    }

    /** @throws IOException where the file breaks off; the lines before that have been given */
    void read(Path part, Consumer consumer) throws IOException {
        int[] number = {LedgerFiles.isMerged(part) ? -1 : 0};
        try (InputStream in = open(files, part)) {
            LedgerLines.read(in, line -> {
                if (++number[0] > 0 && isNew(line)) consumer.line(number[0], line);
            });
        }
    }

    /** The file's content, no longer compressed. */
    static InputStream open(FileSystem files, Path part) throws IOException {
        return new GZIPInputStream(files.open(part), BUFFER);
    }

    private boolean isNew(byte[] line) {
        return seen == null || seen.add(Hashes.sha256(new String(line, UTF_8)));
    }
}
