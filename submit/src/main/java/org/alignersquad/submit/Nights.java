package org.alignersquad.submit;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.alignersquad.core.config.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** The folder that holds a folder for each night's run. */
final class Nights {
    private final FileSystem files;
    private final Path root;

    Nights(Configuration conf, String root) {
        try {
            this.files = new Path(root).getFileSystem(conf);
            this.root = files.makeQualified(new Path(root));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot reach pipeline.nights " + root, e);
        }
    }

    /**
     * The latest earlier night's evaluation that is finished, or null where there is none.
     *
     * @param evaluation tonight's: its folder is searched for in the other nights
     * @throws ConfigException where it lies in no night's folder
     */
    @Nullable String before(String evaluation) {
        Path tonight = files.makeQualified(new Path(evaluation));
        String inside = tonight.toUri()
                .getPath()
                .substring(Math.min(
                        tonight.toUri().getPath().length(),
                        root.toUri().getPath().length()));
        if (!tonight.toUri().getPath().startsWith(root.toUri().getPath() + "/") || inside.indexOf('/', 1) < 0)
            throw new ConfigException(
                    "evaluate.output: must lie in a night's folder, " + root + "/<night>/…, is: " + evaluation);
        String night = inside.substring(1, inside.indexOf('/', 1));
        String rest = inside.substring(inside.indexOf('/', 1) + 1);
        return latest(night, rest);
    }

    private @Nullable String latest(String night, String rest) {
        String latest = null;
        try {
            if (!files.exists(root)) return null;
            for (FileStatus each : files.listStatus(root)) {
                String name = each.getPath().getName();
                boolean later = latest != null && name.compareTo(latest) < 0;
                if (name.compareTo(night) >= 0 || later) continue;
                Path finished = new Path(each.getPath(), rest + "/run.json");
                if (files.exists(finished) && files.exists(new Path(each.getPath(), rest + "/scores"))) latest = name;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + root, e);
        }
        return latest == null ? null : root + "/" + latest + "/" + rest;
    }
}
