package org.alignersquad.core.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes answers to one bucket. Answers gather in memory and become a file of their own when it is time to roll: the file
 * is written under a temporary name, closed, and renamed, so readers see whole files only. Safe for use by many threads,
 * and many writers may write to one bucket.
 */
public final class LedgerWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LedgerWriter.class);
    /** A storage that fails for longer than this many rolls ends the task: answers would be paid for and lost. */
    private static final int MOST_FAILED_ROLLS = 5;

    private final FileSystem files;
    private final Path folder;
    private final Rolling rolling;
    private final ScheduledExecutorService clock;

    // guarded by this
    private List<byte[]> gathered = new ArrayList<>();
    private boolean rollAsked;
    private int failedRolls;
    private boolean closed;

    LedgerWriter(FileSystem files, Path folder, Rolling rolling) {
        this.files = files;
        this.folder = folder;
        this.rolling = rolling;
        this.clock = Executors.newSingleThreadScheduledExecutor(LedgerWriter::thread);
        long nanos = rolling.interval().toNanos();
        clock.scheduleWithFixedDelay(this::roll, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "ledger-writer");
        thread.setDaemon(true);
        return thread;
    }

    /** @throws UncheckedIOException where the storage has failed several times in a row */
    public void append(LedgerRecord record) {
        append(record.line());
    }

    synchronized void append(byte[] line) {
        if (closed) throw new IllegalStateException("The ledger's writer for " + folder + " is closed");
        if (failedRolls >= MOST_FAILED_ROLLS) throw new UncheckedIOException(failure(null));
        gathered.add(line);
        if (gathered.size() >= rolling.answers() && !rollAsked) {
            rollAsked = true;
            clock.execute(this::roll);
        }
    }

    /**
     * Closes the file, so that every answer appended before counts. Does nothing on a closed writer.
     *
     * @throws UncheckedIOException where the storage fails; the answers are kept for the next time
     */
    public void flush() {
        try {
            // on the clock's thread, because a killed task's own thread is interrupted and storage clients then give up
            CompletableFuture.runAsync(this::writeGathered, clock).join();
        } catch (RejectedExecutionException e) {
            log.debug("The ledger's writer for {} is closed already", folder);
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException failed ? failed : e;
        }
    }

    private void writeGathered() {
        List<byte[]> lines = take();
        if (lines.isEmpty()) return;
        try {
            write(lines);
        } catch (IOException e) {
            putBack(lines);
            throw new UncheckedIOException(failure(e));
        }
    }

    private void roll() {
        try {
            writeGathered();
            succeeded();
        } catch (RuntimeException e) {
            log.warn("Ledger roll failed, its answers are kept for the next: {}", e.getMessage());
            failed();
        }
    }

    private synchronized void succeeded() {
        failedRolls = 0;
    }

    private synchronized void failed() {
        failedRolls++;
    }

    private synchronized List<byte[]> take() {
        List<byte[]> lines = gathered;
        gathered = new ArrayList<>();
        rollAsked = false;
        return lines;
    }

    private synchronized void putBack(List<byte[]> lines) {
        lines.addAll(gathered);
        gathered = lines;
    }

    private void write(List<byte[]> lines) throws IOException {
        String name = LedgerFiles.newPart();
        try (PartFile part = PartFile.create(files, folder, name)) {
            for (byte[] line : lines) part.write(line);
            part.publish();
        }
    }

    private IOException failure(@Nullable IOException cause) {
        return new IOException(
                "Cannot write answers to the ledger folder " + folder
                        + (cause == null ? "" : ": " + cause.getMessage()),
                cause);
    }

    /** Flushes and ends the clock. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) return;
            closed = true;
        }
        try {
            flush();
        } finally {
            clock.shutdown();
        }
    }
}
