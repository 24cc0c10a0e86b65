package org.alignersquad.core.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
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

    /** Replaces the file in one step: readers see the old text or the new one, also where the writer is killed. */
    public static void write(Configuration conf, String path, String text) {
        Path file = new Path(path);
        try {
            FileSystem files = unchecked(conf, file);
            Path part = part(files, file, text);
            if (files instanceof RawLocalFileSystem local) replace(local, part, file);
            else FileContext.getFileContext(files.getUri(), conf).rename(part, file, Options.Rename.OVERWRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + path, e);
        }
    }

    /**
     * The same for a file that must not be there.
     *
     * @throws FileAlreadyExistsException where it is
     */
    static void create(Configuration conf, Path file, String text) throws IOException {
        FileSystem files = unchecked(conf, file);
        Path part = part(files, file, text);
        FileContext.getFileContext(files.getUri(), conf).rename(part, file, Options.Rename.NONE);
    }

    /**
     * The file system without Hadoop's checksums in files of their own, which it keeps on local disks: a process that is killed
     * between the two renames would leave the new text beside the checksum of the old one, and nobody could read it again.
     */
    private static FileSystem unchecked(Configuration conf, Path file) throws IOException {
        FileSystem files = file.getFileSystem(conf);
        return files instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : files;
    }

    private static Path part(FileSystem files, Path file, String text) throws IOException {
        Path part = new Path(file.getParent(), "." + file.getName() + ".part");
        try (FSDataOutputStream out = files.create(part, true)) {
            out.write(text.getBytes(UTF_8));
        }
        return part;
    }

    /** Hadoop's own rename deletes the old file first. */
    private static void replace(RawLocalFileSystem local, Path part, Path file) throws IOException {
        // of an earlier version, which kept checksums
        local.delete(new Path(file.getParent(), "." + file.getName() + ".crc"), false);
        Files.move(local.pathToFile(part).toPath(), local.pathToFile(file).toPath(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The file's text, or null where there is no such file. */
    public static @Nullable String read(Configuration conf, String path) {
        Path file = new Path(path);
        try (FSDataInputStream in = unchecked(conf, file).open(file)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (FileNotFoundException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }
}
