package org.alignersquad.core.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Batches that were sent for one bucket and whose answers are not yet all in the ledger, so that a job that was killed finds
 * them again: {@code batches/bucket=XX/<id>.requests.json}, written before anything is sent, and {@code <id>.batch.json}
 * with the endpoint's name of the batch once it has one.
 */
public final class BatchJournal {
    private static final String REQUESTS = ".requests.json";
    private static final String BATCH = ".batch.json";
    /** Endpoints keep a batch's answers for thirty days. */
    private static final long KEPT_MILLIS = 40 * 86_400_000L;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileSystem files;
    private final Path folder;

    BatchJournal(FileSystem files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /**
     * A batch.
     *
     * @param id ours, unique
     * @param batch the endpoint's; null where the job ended before it had one
     * @param requests keys of what is asked in it
     */
    public record Entry(String id, @Nullable String batch, List<String> requests) {
        public Entry {
            requests = List.copyOf(requests);
        }
    }

    /** Batches of earlier runs whose answers can still be had. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        try {
            for (FileStatus file : files.listStatus(folder)) {
                String name = file.getPath().getName();
                if (!name.endsWith(REQUESTS)) continue;
                if (System.currentTimeMillis() - file.getModificationTime() > KEPT_MILLIS)
                    files.delete(file.getPath(), false);
                else entries.add(read(name.substring(0, name.length() - REQUESTS.length())));
            }
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read which batches were sent: " + folder, e);
        }
        return entries;
    }

    private Entry read(String id) throws IOException {
        List<String> requests = new ArrayList<>();
        json(path(id, REQUESTS)).path("requests").forEach(key -> requests.add(key.asText()));
        @Nullable String batch = null;
        if (files.exists(path(id, BATCH)))
            batch = json(path(id, BATCH)).path("batch").asText();
        return new Entry(id, batch, requests);
    }

    private JsonNode json(Path path) throws IOException {
        try (InputStream in = files.open(path)) {
            return JSON.readTree(in);
        }
    }

    private Path path(String id, String ending) {
        return new Path(folder, id + ending);
    }

    /** Notes what is about to be sent. */
    public Entry begin(List<String> requests) {
        Entry entry = new Entry(UUID.randomUUID().toString(), null, requests);
        ObjectNode json = JSON.createObjectNode();
        requests.forEach(json.putArray("requests")::add);
        write(entry.id(), REQUESTS, json);
        return entry;
    }

    /** Notes the endpoint's name of a batch. */
    public Entry created(Entry entry, String batch) {
        write(entry.id(), BATCH, JSON.createObjectNode().put("batch", batch));
        return new Entry(entry.id(), batch, entry.requests());
    }

    /** Forgets a batch: its answers are in the ledger, or it was never made. */
    public void done(Entry entry) {
        try {
            files.delete(path(entry.id(), REQUESTS), false);
            files.delete(path(entry.id(), BATCH), false);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + path(entry.id(), REQUESTS), e);
        }
    }

    private void write(String id, String ending, ObjectNode json) {
        Path temporary = LedgerFiles.temporary(folder, id + ending);
        try {
            try (OutputStream out = files.create(temporary, false)) {
                out.write(JSON.writeValueAsBytes(json));
            }
            if (!files.rename(temporary, path(id, ending))) throw new IOException("Cannot rename " + temporary);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot note a batch in " + folder + ": " + e.getMessage(), e);
        }
    }
}
