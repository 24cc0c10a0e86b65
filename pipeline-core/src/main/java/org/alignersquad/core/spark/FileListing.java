package org.alignersquad.core.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.alignersquad.core.text.Hashes;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Tells whether input files are the same as in an earlier run, without reading them. */
public final class FileListing {
    private FileListing() {}

    /**
     * A hash of the path, length and time of every file under a path.
     *
     * @param path file, folder or glob
     */
    public static String fingerprint(Configuration conf, String path) {
        Path pattern = new Path(path);
        List<String> lines = new ArrayList<>();
        try {
            FileSystem files = pattern.getFileSystem(conf);
            FileStatus[] found = files.globStatus(pattern);
            for (FileStatus at : found == null ? new FileStatus[0] : found) list(files, at, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + path, e);
        }
        return Hashes.id(lines.stream().sorted().toArray(String[]::new));
    }

    private static void list(FileSystem files, FileStatus at, List<String> lines) throws IOException {
        RemoteIterator<LocatedFileStatus> below = files.listFiles(at.getPath(), true);
        while (below.hasNext()) {
            FileStatus file = below.next();
            lines.add(file.getPath() + " " + file.getLen() + " " + file.getModificationTime());
        }
    }
}
