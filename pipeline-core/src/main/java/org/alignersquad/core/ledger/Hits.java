package org.alignersquad.core.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How often answers of a bucket were used again instead of being paid: one small file for each task that did. */
final class Hits {
    private static final Logger LOG = LoggerFactory.getLogger(Hits.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileSystem files;
    private final Path folder;
    // guarded by this
    private final Map<LedgerGroup, Long> counts = new HashMap<>();

    Hits(FileSystem files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    synchronized void add(LedgerRecord record) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        counts.merge(new LedgerGroup(record.model(), record.kind(), today), 1L, Long::sum);
    }

    /** Writes what was counted since the last time. A count that is lost costs nobody anything, so no error ends a task. */
    synchronized void write() {
        if (counts.isEmpty()) return;
        ArrayNode lines = JsonNodeFactory.instance.arrayNode();
        counts.forEach((group, count) -> lines.addObject()
                .put("model", group.model())
                .put("kind", group.kind())
                .put("day", group.day().toString())
                .put("cached", count));
        String name = LedgerFiles.newHits();
        Path temporary = LedgerFiles.temporary(folder, name);
        try {
            try (OutputStream out = files.create(temporary, false)) {
                out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
            }
            if (files.rename(temporary, new Path(folder, name))) counts.clear();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Cannot count in {} how often its answers were used again: {}", folder, e.toString());
        }
    }

    static void read(FileSystem files, Path folder, ObjLongConsumer<LedgerGroup> consumer) {
        try {
            for (Path file : LedgerFiles.hits(files, folder)) {
                try (InputStream in = files.open(file)) {
                    for (JsonNode line : JSON.readTree(in)) {
                        LedgerGroup group = new LedgerGroup(
                                line.path("model").asText(),
                                line.path("kind").asText(),
                                LocalDate.parse(line.path("day").asText()));
                        consumer.accept(group, line.path("cached").asLong());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read how often answers of " + folder + " were used again", e);
        }
    }
}
