package org.alignersquad.core.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Names of a ledger's files. Readers see {@code part-*.jsonl.gz} only; a file gets that name when it is complete. */
final class LedgerFiles {
    static final String META = "_ledger.json";

    private static final String PART = "part-";
    private static final String ENDING = ".jsonl.gz";
    private static final String TEMPORARY = ".tmp-";

    private LedgerFiles() {}

    static Path bucket(Path root, int bucket) {
        return new Path(root, String.format(Locale.ROOT, "bucket=%02d", bucket));
    }

    /** A new name that no other writer has: the clock orders files for people, the UUID makes the name unique. */
    static String newPart() {
        return PART + System.currentTimeMillis() + "-" + UUID.randomUUID() + ENDING;
    }

    static Path temporary(Path folder, String part) {
        return new Path(folder, TEMPORARY + part);
    }

    /** Complete files of a bucket, oldest first; none where the bucket has no folder yet. */
    static List<Path> parts(FileSystem files, Path folder) throws IOException {
        List<Path> parts = new ArrayList<>();
        try {
            Arrays.stream(files.listStatus(folder)).map(FileStatus::getPath).forEach(parts::add);
        } catch (FileNotFoundException e) {
            return List.of();
        }
        parts.removeIf(
                path -> !path.getName().startsWith(PART) || !path.getName().endsWith(ENDING));
        parts.sort(Comparator.comparing(Path::getName));
        return parts;
    }
}
