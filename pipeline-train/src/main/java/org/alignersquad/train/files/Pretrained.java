package org.alignersquad.train.files;

import java.io.Serializable;
import org.alignersquad.core.spark.FileListing;
import org.alignersquad.core.spark.LocalFolders;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.models.Checkpoint;
import org.apache.hadoop.conf.Configuration;

/**
 * A Hugging Face checkpoint directory that a training starts from, on any Hadoop file system.
 *
 * @param directory with its scheme and from its root on
 * @param version changes with any of its files
 */
public record Pretrained(String directory, String version) implements Serializable {
    public static Pretrained of(Configuration conf, String path) {
        return new Pretrained(OutputFiles.absolute(conf, path), FileListing.fingerprint(conf, path));
    }

    /** The directory on this machine: as it is where its disk is this machine's, else copied here once. */
    public Checkpoint open(Configuration conf) {
        return Checkpoint.open(LocalFolders.of(conf, directory, version));
    }

    /** How other tools call it: a plain path where it is on a local disk. */
    public String name() {
        return directory.replaceFirst("^file:(//)?", "");
    }
}
