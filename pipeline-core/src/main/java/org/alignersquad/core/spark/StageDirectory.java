package org.alignersquad.core.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one stage: {@code _stage.json}, {@code _manifest/K.json} and {@code data/run-<uuid>/shard=K/outcome=…}. */
final class StageDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(StageDirectory.class);

    /** What the directory was begun for; another fingerprint means that its rows are of no use. */
    record Header(
            int schemaVersion,
            String name,
            String fingerprint,
            int shards,
            @Nullable String schema) {}

    private static final String SHARD_FOLDER = Outcomes.SHARD + "=";

    private final Path root;
    private final FileSystem files;
    private final Configuration conf;

    StageDirectory(String root, Configuration conf) throws IOException {
        this.root = new Path(root);
        this.conf = conf;
        this.files = this.root.getFileSystem(conf);
    }

    Path data(String run) {
        return new Path(new Path(root, "data"), run);
    }

    @Nullable Header header() throws IOException {
        return read(new Path(root, "_stage.json"), Header.class);
    }

    /** @throws ConfigException where there is no stage, or one that lacks shards */
    Header finished() throws IOException {
        Header header = header();
        if (header == null) throw new ConfigException(root + ": no stage's output is there");
        int done = manifests().size();
        if (done < header.shards()) {
            throw new ConfigException(root + ": the stage is not finished, " + done + " of " + header.shards()
                    + " shards are there; run the job that makes it again");
        }
        return header;
    }

    void begin(Header header) throws IOException {
        files.delete(root, true);
        describe(header);
    }

    void describe(Header header) {
        OutputFiles.write(conf, root + "/_stage.json", Json.pretty(header));
    }

    Map<Integer, ShardManifest> manifests() throws IOException {
        Map<Integer, ShardManifest> manifests = new TreeMap<>();
        Path folder = new Path(root, "_manifest");
        if (!files.exists(folder)) return manifests;
        for (FileStatus file : files.listStatus(folder)) {
            if (!file.getPath().getName().matches("\\d+\\.json")) continue;
            ShardManifest manifest = read(file.getPath(), ShardManifest.class);
            if (manifest != null) manifests.put(manifest.shard(), manifest);
        }
        return manifests;
    }

    /** The commit point of a shard. Fails where somebody else has committed it meanwhile. */
    void commit(ShardManifest manifest) throws IOException {
        OutputFiles.create(conf, new Path(file(manifest)), Json.pretty(manifest));
    }

    /** Puts a shard's new files in the place of those that its manifest named so far. */
    void recommit(ShardManifest manifest) {
        OutputFiles.write(conf, file(manifest), Json.pretty(manifest));
    }

    private String file(ShardManifest manifest) {
        return root + "/_manifest/" + manifest.shard() + ".json";
    }

    /** Deletes what no manifest names: whole runs that were killed, and shards of runs that were killed half-way. */
    void deleteOrphans(Map<Integer, ShardManifest> manifests) throws IOException {
        Map<String, Set<String>> alive = new TreeMap<>();
        manifests.values().forEach(manifest -> alive.computeIfAbsent(manifest.run(), run -> new HashSet<>())
                .add(SHARD_FOLDER + manifest.shard()));
        Path folder = new Path(root, "data");
        if (!files.exists(folder)) return;
        for (FileStatus run : files.listStatus(folder)) {
            @Nullable Set<String> shards = alive.get(run.getPath().getName());
            if (shards == null) files.delete(run.getPath(), true);
            else deleteOrphans(run.getPath(), shards);
        }
    }

    private void deleteOrphans(Path run, Set<String> alive) throws IOException {
        for (FileStatus shard : files.listStatus(run)) {
            String name = shard.getPath().getName();
            if (name.startsWith(SHARD_FOLDER) && !alive.contains(name)) files.delete(shard.getPath(), true);
        }
    }

    private <T> @Nullable T read(Path file, Class<T> type) throws IOException {
        String text = OutputFiles.read(conf, file.toString());
        if (text == null) return null;
        try {
            return Json.read(text, type);
        } catch (UncheckedIOException e) {
            // half-written by a killed driver on a file system without atomic rename: as good as absent
            LOG.warn("Ignored unreadable {}: {}", file, e.getMessage());
            files.delete(file, false);
            return null;
        }
    }
}
