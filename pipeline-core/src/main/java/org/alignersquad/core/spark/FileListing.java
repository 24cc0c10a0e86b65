package org.alignersquad.core.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.alignersquad.core.text.Hashes;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The files under a path, as a stage's settings know them: without reading what they hold. */
public final class FileListing {
    private FileListing() {}

    /** The files under a file, folder or glob, by path; those that {@link #fingerprint} does not count are left out. */
    static List<Path> files(Configuration conf, String path) throws IOException {
        return statuses(conf, path).stream().map(FileStatus::getPath).sorted().toList();
    }

    private static List<FileStatus> statuses(Configuration conf, String path) throws IOException {
        Path pattern = new Path(path);
        FileStatus[] found = pattern.getFileSystem(conf).globStatus(pattern);
        List<FileStatus> files = new ArrayList<>();
        for (FileStatus each : found == null ? new FileStatus[0] : found) {
            RemoteIterator<LocatedFileStatus> under =
                    each.getPath().getFileSystem(conf).listFiles(each.getPath(), true);
            while (under.hasNext()) {
                FileStatus file = under.next();
                if (!isHidden(name(each.getPath(), file.getPath()))) files.add(file);
            }
        }
        return files;
    }

    /**
     * Changes with any file's name, length or modification time; files and folders whose names begin with a dot or an
     * underscore do not count.
     *
     * @param path file, folder or glob
     */
    public static String fingerprint(Configuration conf, String path) {
        List<String> lines = new ArrayList<>();
        try {
            Path pattern = new Path(path);
            FileStatus[] found = pattern.getFileSystem(conf).globStatus(pattern);
            if (found == null || found.length == 0) throw new FileNotFoundException("no such file or folder");
            for (FileStatus each : found) add(conf, each.getPath(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + path + ": " + e.getMessage(), e);
        }
        return Hashes.id(lines.stream().sorted().toArray(String[]::new));
    }

    /** Length of all files that {@link #fingerprint} counts. */
    static long bytes(Configuration conf, String path) {
        try {
            long bytes = 0;
            for (FileStatus file : statuses(conf, path)) bytes += file.getLen();
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + path + ": " + e.getMessage(), e);
        }
    }

    private static void add(Configuration conf, Path root, List<String> lines) throws IOException {
        RemoteIterator<LocatedFileStatus> files = root.getFileSystem(conf).listFiles(root, true);
        while (files.hasNext()) {
            LocatedFileStatus file = files.next();
            String name = name(root, file.getPath());
            if (!isHidden(name)) {
                lines.add(name + " " + file.getLen() + " " + file.getModificationTime());
            }
        }
    }

    private static String name(Path root, Path file) {
        return root.getParent().toUri().relativize(file.toUri()).getPath();
    }

    private static boolean isHidden(String name) {
        return name.matches("(.*/)?[._][^/]*(/.*)?");
    }
}
