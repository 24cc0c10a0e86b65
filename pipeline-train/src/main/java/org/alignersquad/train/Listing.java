package org.alignersquad.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.TreeSet;
import org.alignersquad.core.text.Hashes;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A table's files, as the fingerprint of a table that carries none of its own. */
final class Listing {
    private Listing() {}

    /** Changes where a file under the path is added, removed, replaced or written to. */
    static String fingerprint(String path, Configuration conf) {
        Path root = new Path(path);
        TreeSet<String> lines = new TreeSet<>();
        try {
            var files = root.getFileSystem(conf).listFiles(root, true);
            while (files.hasNext()) {
                var file = files.next();
                lines.add(file.getPath() + " " + file.getLen() + " " + file.getModificationTime());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + path, e);
        }
        return Hashes.id(lines.toArray(String[]::new));
    }
}
