package org.alignersquad.core.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one file of a bucket's many. Safe beside readers and writers: the new file says which ones it replaces, so that at
 * no moment an answer is missing or there twice; killed at any moment, the next compaction cleans up. Where a file system gives
 * the lock to two at once, {@link AnswerLines} leaves out what is there twice. Damaged files are left as they are.
 */
final class Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
    private static final String LOCK = "_compacting";
    /** No bucket takes so long: a lock that is older was left by a killed process. */
    private static final long STALE_MILLIS = 6 * 3600_000L;

    private static final int BUFFER = 1 << 16;

    private final FileSystem files;
    private final Path folder;

    Compaction(FileSystem files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /** Writes the one file. Gives the number of files whose place it takes; 0 where there was nothing to do. */
    int merge() {
        return locked(() -> {
            deleteReplaced();
            return mergeParts();
        });
    }

    /** Deletes the files whose place another one has taken; they had better be left for as long as a listing takes. */
    void clean() {
        locked(this::deleteReplaced);
    }

    private interface Work {
        int run() throws IOException;
    }

    /** Gives 0 where another compaction is at it. */
    private int locked(Work work) {
        try {
            if (!files.exists(folder) || !lock()) return 0;
            try {
                return work.run();
            } finally {
                files.delete(new Path(folder, LOCK), false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot compact " + folder + ": " + e.getMessage(), e);
        }
    }

    private int deleteReplaced() throws IOException {
        List<Path> replaced = LedgerFiles.replaced(files, folder);
        for (Path part : replaced) files.delete(part, false);
        return replaced.size();
    }

    private boolean lock() throws IOException {
        Path lock = new Path(folder, LOCK);
        try {
            long age = System.currentTimeMillis() - files.getFileStatus(lock).getModificationTime();
            if (age > STALE_MILLIS) files.delete(lock, false);
        } catch (FileNotFoundException e) {
            LOG.debug("{} is free", folder);
        }
        try {
            files.create(lock, false).close();
            return true;
        } catch (FileAlreadyExistsException e) {
            LOG.warn("{} is left out: another compaction is at it", folder);
            return false;
        } catch (IOException e) {
            if (!files.exists(lock)) throw e;
            LOG.warn("{} is left out: another compaction is at it", folder);
            return false;
        }
    }

    private int mergeParts() throws IOException {
        List<Path> whole = new ArrayList<>();
        for (Path part : LedgerFiles.parts(files, folder)) if (readable(part)) whole.add(part);
        if (whole.size() < 2) return 0;
        String name = LedgerFiles.newMerged(whole.get(0).getName());
        try (PartFile merged = PartFile.create(files, folder, name)) {
            merged.write(LedgerFiles.header(whole));
            AnswerLines answers = new AnswerLines(files, whole);
            for (Path part : whole) answers.read(part, (number, line) -> write(merged, line));
            merged.publish();
        }
        return whole.size();
    }

    private boolean readable(Path part) {
        try (InputStream in = AnswerLines.open(files, part)) {
            byte[] buffer = new byte[BUFFER];
            while (in.read(buffer) >= 0) continue;
            return true;
        } catch (IOException e) {
            LOG.warn("Ledger file {} is damaged and stays as it is: {}", part, e.toString());
            return false;
        }
    }

    private static void write(PartFile merged, byte[] line) {
        try {
            merged.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
