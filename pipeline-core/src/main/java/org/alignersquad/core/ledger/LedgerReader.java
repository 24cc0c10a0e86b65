package org.alignersquad.core.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the complete files of one bucket. A damaged file or line costs a warning that names it, and its answers; never the
 * job, never the other files.
 */
public final class LedgerReader {
    private static final Logger log = LoggerFactory.getLogger(LedgerReader.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileSystem files;
    private final Path folder;

    LedgerReader(FileSystem files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /**
     * The bucket's records by key; of two with the same key the older one.
     *
     * @throws UncheckedIOException where the folder cannot be listed: taking it for empty would pay for everything again
     */
    public Map<String, LedgerRecord> load() {
        Map<String, LedgerRecord> records = new HashMap<>();
        forEach(record -> records.putIfAbsent(record.key(), record));
        return records;
    }

    /** Gives every record, oldest file first, those with the same key too. */
    public void forEach(Consumer<LedgerRecord> consumer) {
        try {
            for (Path part : LedgerFiles.parts(files, folder)) read(part, consumer);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the ledger's folder " + folder, e);
        }
    }

    private void read(Path part, Consumer<LedgerRecord> consumer) {
        int line = 0;
        try (BufferedReader lines = new BufferedReader(text(part))) {
            for (@Nullable String text = lines.readLine(); text != null; text = lines.readLine()) {
                @Nullable LedgerRecord record = parse(part, ++line, text);
                if (record != null) consumer.accept(record);
            }
        } catch (IOException e) {
            log.warn(
                    "Cannot read ledger file {} after line {}, its further answers are left out: {}",
                    part,
                    line,
                    e.toString());
        }
    }

    private Reader text(Path part) throws IOException {
        return new InputStreamReader(new GZIPInputStream(files.open(part)), StandardCharsets.UTF_8);
    }

    private static @Nullable LedgerRecord parse(Path part, int line, String text) {
        try {
            return LedgerRecord.fromJson(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            // the exception's own message quotes the line, which is payload
            log.warn("Line {} of ledger file {} is not JSON, it is left out", line, part);
        } catch (IllegalArgumentException e) {
            log.warn("Line {} of ledger file {} is left out: {}", line, part, e.getMessage());
        }
        return null;
    }
}
