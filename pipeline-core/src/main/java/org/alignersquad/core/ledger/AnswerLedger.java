package org.alignersquad.core.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.function.ObjLongConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * All completed teacher answers under one root folder, append-only, on any file system that Hadoop reaches; shared by jobs
 * and runs. {@code _ledger.json} holds the format version and the number of buckets; answers lie in
 * {@code bucket=XX/part-<millis>-<uuid>.jsonl.gz}. A request's bucket follows from its root key, so the task of one bucket
 * sees every earlier answer to its requests by reading that bucket alone.
 */
public final class AnswerLedger {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileSystem files;
    private final Path root;
    private final int buckets;

    private AnswerLedger(FileSystem files, Path root, int buckets) {
        this.files = files;
        this.root = root;
        this.buckets = buckets;
    }

    /**
     * Opens a ledger that must be there.
     *
     * @throws UncheckedIOException where there is none, or none of this version
     */
    public static AnswerLedger open(Configuration conf, String root) {
        Path folder = new Path(root);
        try {
            FileSystem files = folder.getFileSystem(conf);
            Path meta = new Path(folder, LedgerFiles.META);
            if (!files.exists(meta)) throw new FileNotFoundException("there is no " + meta);
            return new AnswerLedger(files, folder, buckets(files, meta));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open the answer ledger " + root + ": " + e.getMessage(), e);
        }
    }

    /**
     * Opens the ledger, which is created where there is none.
     *
     * @param bucketsIfNew number of buckets of a new ledger; one that exists keeps its own
     * @throws UncheckedIOException where the folder is not accessible or is a ledger of another version
     */
    public static AnswerLedger open(Configuration conf, String root, int bucketsIfNew) {
        if (bucketsIfNew < 1) throw new IllegalArgumentException("buckets must be at least 1, is: " + bucketsIfNew);
        Path folder = new Path(root);
        try {
            FileSystem files = folder.getFileSystem(conf);
            Path meta = new Path(folder, LedgerFiles.META);
            if (!files.exists(meta)) create(conf, files, meta, bucketsIfNew);
            return new AnswerLedger(files, folder, buckets(files, meta));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open the answer ledger " + root + ": " + e.getMessage(), e);
        }
    }

    private static void create(Configuration conf, FileSystem files, Path meta, int buckets) throws IOException {
        byte[] json = JsonNodeFactory.instance
                .objectNode()
                .put("version", VERSION)
                .put("buckets", buckets)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        // whole or not at all: nobody could open a ledger whose creator was killed half-way
        Path temporary = LedgerFiles.temporary(meta.getParent(), UUID.randomUUID() + LedgerFiles.META);
        try (OutputStream out = files.create(temporary, false)) {
            out.write(json);
        }
        try {
            FileContext.getFileContext(files.getUri(), conf).rename(temporary, meta);
        } catch (FileAlreadyExistsException e) {
            // another job has just created it; its number of buckets is the one that counts
            files.delete(temporary, false);
        }
    }

    private static int buckets(FileSystem files, Path meta) throws IOException {
        JsonNode json = read(files, meta);
        if (json.path("version").asInt() != VERSION) {
            throw new IOException(meta + " has version " + json.path("version") + ", expected " + VERSION);
        }
        int buckets = json.path("buckets").asInt();
        if (buckets < 1) throw new IOException(meta + " has buckets " + json.path("buckets") + ", expected at least 1");
        return buckets;
    }

    private static JsonNode read(FileSystem files, Path meta) throws IOException {
        try (InputStream in = files.open(meta)) {
            return JSON.readTree(in);
        } catch (JsonProcessingException e) {
            throw new IOException(meta + " is not JSON", e);
        } catch (FileNotFoundException e) {
            throw new IOException(meta + " has vanished", e);
        }
    }

    public int buckets() {
        return buckets;
    }

    /**
     * The bucket of all attempts of a request.
     *
     * @param rootKey key of its first attempt, lower-case hex
     */
    public int bucketOf(String rootKey) {
        return bucketOf(rootKey, buckets);
    }

    /** The same without a ledger at hand: for use in a closure that holds no file system. */
    public static int bucketOf(String rootKey, int buckets) {
        // the first 60 bits of a SHA-256 are as good a hash as any
        return (int) (Long.parseLong(rootKey.substring(0, 15), 16) % buckets);
    }

    public LedgerReader reader(int bucket) {
        return new LedgerReader(files, LedgerFiles.bucket(root, bucket));
    }

    /** A writer to one bucket; the caller closes it. */
    public LedgerWriter writer(int bucket, Rolling rolling) {
        return new LedgerWriter(files, LedgerFiles.bucket(root, bucket), rolling);
    }

    /** One bucket for a task, loaded; the caller closes it. */
    public LedgerBucket bucket(int bucket, Rolling rolling) {
        Hits hits = new Hits(files, LedgerFiles.bucket(root, bucket));
        return new LedgerBucket(this, bucket, reader(bucket), writer(bucket, rolling), hits);
    }

    /** Batches that were sent for one bucket. */
    public BatchJournal batches(int bucket) {
        return new BatchJournal(files, LedgerFiles.bucket(new Path(root, "batches"), bucket));
    }

    void hits(int bucket, ObjLongConsumer<LedgerGroup> consumer) {
        Hits.read(files, LedgerFiles.bucket(root, bucket), consumer);
    }

    /**
     * Makes one file of each bucket's many, beside any number of readers and writers.
     *
     * @param grace for which replaced files stay, so that whoever is just listing a bucket finds either them or the new one
     * @return files that took another's place, and those that they replaced
     */
    public Compacted compact(Duration grace) throws InterruptedException {
        int replaced = 0;
        int written = 0;
        for (int bucket = 0; bucket < buckets; bucket++) {
            int files = compaction(bucket).merge();
            replaced += files;
            if (files > 0) written++;
        }
        if (written > 0) Thread.sleep(grace.toMillis());
        for (int bucket = 0; bucket < buckets; bucket++) compaction(bucket).clean();
        return new Compacted(written, replaced);
    }

    /** Files that a compaction has written, and files that they replace. */
    public record Compacted(int written, int replaced) {}

    private Compaction compaction(int bucket) {
        return new Compaction(files, LedgerFiles.bucket(root, bucket));
    }

    /** What was paid, over all buckets. Reads the whole ledger, one bucket in memory at a time. */
    public LedgerSummary summary() {
        return LedgerSummary.of(this);
    }
}
