package org.alignersquad.align;

import java.io.Serializable;
import org.alignersquad.core.spark.FileListing;
import org.alignersquad.core.spark.OutputFiles;
import org.apache.hadoop.conf.Configuration;

/**
 * A model's folder and what is in it: new weights make another value.
 *
 * @param path on any file system that Hadoop reaches
 */
record ModelFolder(String path, String fingerprint) implements Serializable {
    static ModelFolder of(Configuration conf, String path) {
        return new ModelFolder(OutputFiles.absolute(conf, path), FileListing.fingerprint(conf, path));
    }
}
