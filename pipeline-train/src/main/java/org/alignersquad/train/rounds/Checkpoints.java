package org.alignersquad.train.rounds;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints of one training on any Hadoop file system: {@code round-NNNNNN/} with {@code state.bin} (the step; then parameters and
 * moments now, the best parameters, and the outer step's velocity, each in chunks that say how long they are) and {@code progress.json}, which is written last: a folder without it is no
 * checkpoint.
 */
final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    /** Numbers that are turned into bytes at once. */
    private static final int PIECE = 1 << 20;

    /**
     * @param best parameters at the best validation
     * @param velocity of the outer step; empty where it has none
     */
    record Checkpoint(Progress progress, TrainingState state, Floats best, Floats velocity) {
        Checkpoint with(Progress other) {
            return new Checkpoint(other, state, best, velocity);
        }
    }

    private static final String PROGRESS = "progress.json";

    private final Path root;
    private final Path aside;
    private final FileSystem files;
    private final int keepLast;
    private final boolean keepBest;

    /**
     * @param keepLast newest ones that are kept
     * @param keepBest whether the one of the best round is kept, too
     */
    Checkpoints(String root, Configuration conf, int keepLast, boolean keepBest) {
        this.keepLast = keepLast;
        this.keepBest = keepBest;
        this.root = new Path(root);
        this.aside = new Path(root + ".before");
        try {
            this.files = this.root.getFileSystem(conf);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot reach the checkpoints at " + root, e);
        }
    }

    void save(Checkpoint checkpoint) {
        Path folder = new Path(root, name(checkpoint.progress().round()));
        try {
            files.delete(folder, true);
            writeState(new Path(folder, "state.bin"), checkpoint);
            Path part = new Path(folder, ".progress.json.part");
            try (var out = files.create(part, true)) {
                out.write(Json.pretty(checkpoint.progress()).getBytes(UTF_8));
            }
            if (!files.rename(part, new Path(folder, PROGRESS))) throw new IOException("Cannot rename " + part);
            deleteOld(checkpoint.progress().bestRound());
            if (checkpoint.progress().finished()) files.delete(aside, true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write checkpoint " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * The newest whole checkpoint; null where there is none that may be gone on from. Those that may not are set aside.
     *
     * @param usable whether a training may go on from this
     */
    @Nullable Checkpoint newest(Predicate<Progress> usable) {
        try {
            for (Path folder : folders()) {
                Progress progress = progress(folder);
                if (progress == null) continue;
                if (usable.test(progress)) return readState(new Path(folder, "state.bin"), progress);
                setAside();
                return null;
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read checkpoints under " + root + ": " + e.getMessage(), e);
        }
    }

    /** Somebody may want them back who changed the recipe by mistake; they go when the new training is finished. */
    private void setAside() throws IOException {
        files.delete(aside, true);
        if (!files.rename(root, aside)) throw new IOException("Cannot rename " + root + " to " + aside);
        LOG.warn("Checkpoints in {} are of another recipe, other data or other code; they are now in {}", root, aside);
    }

    /** The newest whole checkpoint's folder; null where there is none. */
    @Nullable String newestFolder() {
        try {
            for (Path folder : folders()) if (files.exists(new Path(folder, PROGRESS))) return folder.toString();
            return null;
        } catch (IOException e) {
            LOG.warn("Cannot list checkpoints under {}", root, e);
            return null;
        }
    }

    private void deleteOld(int bestRound) throws IOException {
        List<Path> folders = folders();
        for (Path old : folders.subList(Math.min(keepLast, folders.size()), folders.size()))
            if (!keepBest || !old.getName().equals(name(bestRound))) files.delete(old, true);
    }

    private static String name(int round) {
        return String.format("round-%06d", round);
    }

    /** Newest first. */
    private List<Path> folders() throws IOException {
        if (!files.exists(root)) return List.of();
        return Arrays.stream(files.listStatus(root))
                .map(FileStatus::getPath)
                .filter(path -> path.getName().matches("round-\\d+"))
                .sorted(Comparator.comparing(Path::getName).reversed())
                .toList();
    }

    private @Nullable Progress progress(Path folder) throws IOException {
        try (var in = files.open(new Path(folder, PROGRESS))) {
            return Json.read(new String(in.readAllBytes(), UTF_8), Progress.class);
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    private void writeState(Path file, Checkpoint checkpoint) throws IOException {
        TrainingState state = checkpoint.state();
        try (DataOutputStream out = files.create(file, true)) {
            out.writeLong(state.step());
            for (Floats values :
                    List.of(state.parameters(), state.m(), state.v(), checkpoint.best(), checkpoint.velocity())) {
                out.writeInt(values.chunks().size());
                for (float[] chunk : values.chunks()) writeChunk(chunk, out);
            }
        }
    }

    private static void writeChunk(float[] chunk, DataOutputStream out) throws IOException {
        out.writeInt(chunk.length);
        ByteBuffer bytes = ByteBuffer.allocate(4 * Math.min(chunk.length, PIECE));
        for (int from = 0; from < chunk.length; from += PIECE) {
            int count = Math.min(PIECE, chunk.length - from);
            bytes.asFloatBuffer().put(chunk, from, count);
            out.write(bytes.array(), 0, 4 * count);
        }
    }

    private Checkpoint readState(Path file, Progress progress) throws IOException {
        try (DataInputStream in = files.open(file)) {
            TrainingState state = new TrainingState(in.readLong(), readFloats(in), readFloats(in), readFloats(in));
            return new Checkpoint(progress, state, readFloats(in), readFloats(in));
        }
    }

    private static Floats readFloats(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<float[]> chunks = new ArrayList<>();
        for (int i = 0; i < count; i++) chunks.add(readChunk(in));
        return new Floats(chunks);
    }

    private static float[] readChunk(DataInputStream in) throws IOException {
        float[] chunk = new float[in.readInt()];
        ByteBuffer bytes = ByteBuffer.allocate(4 * Math.min(chunk.length, PIECE));
        for (int from = 0; from < chunk.length; from += PIECE) {
            int count = Math.min(PIECE, chunk.length - from);
            in.readFully(bytes.array(), 0, 4 * count);
            bytes.asFloatBuffer().get(chunk, from, count);
        }
        return chunk;
    }
}
