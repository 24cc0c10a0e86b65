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

    private static void add(Configuration conf, Path root, List<String> lines) throws IOException {
        RemoteIterator<LocatedFileStatus> files = root.getFileSystem(conf).listFiles(root, true);
        while (files.hasNext()) {
            LocatedFileStatus file = files.next();
            String name =
                    root.getParent().toUri().relativize(file.getPath().toUri()).getPath();
            if (!name.matches("(.*/)?[._][^/]*(/.*)?")) {
                lines.add(name + " " + file.getLen() + " " + file.getModificationTime());
            }
        }
    }
}
