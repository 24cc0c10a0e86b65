package org.alignersquad.core.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Small text files beside a job's tables, on any Hadoop file system. */
public final class OutputFiles {
    private OutputFiles() {}

    /** The path with its scheme and from its root on: executors have working directories of their own. */
    public static String absolute(Configuration conf, String path) {
        try {
            return new Path(path)
                    .getFileSystem(conf)
                    .makeQualified(new Path(path))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot reach " + path, e);
        }
    }

    /** Replaces the file in one step: readers see the old text or the new one. */
    public static void write(Configuration conf, String path, String text) {
        Path file = new Path(path);
        Path part = new Path(file.getParent(), "." + file.getName() + ".part");
        try {
            try (FSDataOutputStream out = part.getFileSystem(conf).create(part, true)) {
                out.write(text.getBytes(UTF_8));
            }
            FileContext.getFileContext(part.getFileSystem(conf).getUri(), conf)
                    .rename(part, file, Options.Rename.OVERWRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + path, e);
        }
    }

    /** The file's text, or null where there is no such file. */
    public static @Nullable String read(Configuration conf, String path) {
        Path file = new Path(path);
        try (FSDataInputStream in = file.getFileSystem(conf).open(file)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (FileNotFoundException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }
}
