package org.alignersquad.core.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the complete files of one bucket. A damaged file or line costs a warning that names it, and its answers; never the
 * job, never the other files. Where the bucket is compacted meanwhile, it reads anew.
 */
public final class LedgerReader {
    private static final Logger log = LoggerFactory.getLogger(LedgerReader.class);
    private static final int MOST_READS = 20;

    private final FileSystem files;
    private final Path folder;

    LedgerReader(FileSystem files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /**
     * The bucket's records by key; of two with the same key the older one. All of them in memory: for small ledgers and
     * for tests.
     *
     * @throws UncheckedIOException where the folder cannot be listed: taking it for empty would pay for everything again
     */
    public Map<String, LedgerRecord> load() {
        Map<String, LedgerRecord> records = new HashMap<>();
        forEach(() -> {
            records.clear();
            return record -> records.putIfAbsent(record.key(), record);
        });
        return records;
    }

    /**
     * Gives every record, oldest file first, those with the same key too.
     *
     * @param fresh makes a consumer that knows of no record yet; asked again where reading starts anew
     */
    public void forEach(Supplier<Consumer<LedgerRecord>> fresh) {
        readAll(() -> {
            Consumer<LedgerRecord> consumer = fresh.get();
            return (part, number, line) -> {
                @Nullable LedgerRecord record = parse(part, number, line);
                if (record != null) consumer.accept(record);
            };
        });
    }

    /** The bucket's lines by key, without a look at what else they say. */
    AnswerIndex index() {
        AnswerIndex[] index = new AnswerIndex[1];
        readAll(() -> {
            AnswerIndex empty = new AnswerIndex();
            index[0] = empty;
            return (part, number, line) -> {
                @Nullable String key = LedgerLines.key(line);
                if (key != null) empty.add(key, line);
                else log.warn("Line {} of ledger file {} has no key, it is left out", number, part);
            };
        });
        return index[0];
    }

    /** Takes a line, counted from 1 without the header of a merged file. */
    @FunctionalInterface
    private interface LineConsumer {
        void line(Path part, int number, byte[] line);
    }

    private void readAll(Supplier<LineConsumer> fresh) {
        for (int reads = 1; ; reads++) {
            try {
                List<Path> parts = LedgerFiles.parts(files, folder);
                LineConsumer consumer = fresh.get();
                AnswerLines answers = new AnswerLines(files, parts);
                for (Path part : parts) read(part, answers, consumer);
                return;
            } catch (FileNotFoundException e) {
                // a compaction has just put another file in this one's place
                if (reads == MOST_READS)
                    throw new UncheckedIOException("Ledger folder changes all the time: " + folder, e);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot list the ledger's folder " + folder, e);
            }
        }
    }

    private static void read(Path part, AnswerLines answers, LineConsumer consumer) throws FileNotFoundException {
        int[] last = {0};
        try {
            answers.read(part, (number, line) -> {
                last[0] = number;
                consumer.line(part, number, line);
            });
        } catch (FileNotFoundException e) {
            throw e;
        } catch (IOException e) {
            log.warn(
                    "Cannot read ledger file {} after line {}, its further answers are left out: {}",
                    part,
                    last[0],
                    e.toString());
        }
    }

    private static @Nullable LedgerRecord parse(Path part, int number, byte[] line) {
        try {
            return LedgerRecord.parse(line);
        } catch (JsonProcessingException e) {
            // the exception's own message quotes the line, which is payload
            log.warn("Line {} of ledger file {} is not JSON, it is left out", number, part);
        } catch (IOException | IllegalArgumentException e) {
            log.warn("Line {} of ledger file {} is left out: {}", number, part, e.getMessage());
        }
        return null;
    }
}
