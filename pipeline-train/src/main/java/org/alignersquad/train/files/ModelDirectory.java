package org.alignersquad.train.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.alignersquad.core.text.Json;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A model's directory on any Hadoop file system. It is filled under a hidden name beside its place and renamed when whole,
 * so that its card, which names its fingerprint, tells whether the model is finished.
 */
public final class ModelDirectory {
    private final Path place;
    private final Path part;
    private final Configuration conf;

    public ModelDirectory(String path, Configuration conf) {
        this.place = new Path(path);
        this.part = new Path(place.getParent(), "." + place.getName() + ".part");
        this.conf = conf;
    }

    /** Where the directory is filled. */
    public String part() {
        return part.toString();
    }

    /** The training record of a finished model of this fingerprint; null where there is none. */
    public @Nullable JsonNode finished(String card, String fingerprint) {
        JsonNode training = record(card);
        return training.path("fingerprint").asText().equals(fingerprint) ? training : null;
    }

    /** The training record of a finished model; a missing node where there is none. */
    public JsonNode record(String card) {
        try (FileSystem files = open();
                var in = files.open(new Path(place, card))) {
            return Json.read(new String(in.readAllBytes(), UTF_8), JsonNode.class)
                    .path("training");
        } catch (FileNotFoundException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + place + "/" + card, e);
        }
    }

    /**
     * Begins the directory with files that are written locally first.
     *
     * @param writer fills a local directory of that name, which does not exist yet
     */
    public void begin(Consumer<java.nio.file.Path> writer) {
        try (FileSystem files = open()) {
            java.nio.file.Path local = java.nio.file.Files.createTempDirectory("model-");
            try {
                writer.accept(local.resolve("model"));
                files.delete(part, true);
                files.mkdirs(part.getParent());
                files.copyFromLocalFile(
                        false, true, new Path(local.resolve("model").toUri()), part);
            } finally {
                FileUtils.deleteDirectory(local.toFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + part, e);
        }
    }

    /** Replaces one file of the directory that is being filled. */
    public void write(String file, JsonNode content) {
        try (FileSystem files = open();
                var out = files.create(new Path(part, file), true)) {
            out.write(Json.pretty(content).getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + part + "/" + file, e);
        }
    }

    /** Puts the directory in its place, instead of what was there. */
    public void finish() {
        try (FileSystem files = open()) {
            files.delete(place, true);
            if (!files.rename(part, place)) throw new IOException("Cannot rename " + part);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + place, e);
        }
    }

    /** A file system of our own: other tools need not find Hadoop's checksum files in a model's directory. */
    private FileSystem open() throws IOException {
        FileSystem files = FileSystem.newInstance(place.toUri(), conf);
        files.setWriteChecksum(false);
        return files;
    }
}
