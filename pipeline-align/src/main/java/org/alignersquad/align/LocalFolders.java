package org.alignersquad.align;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Model folders as folders of this machine: models are mapped into memory, which only local files can be. */
final class LocalFolders {
    private LocalFolders() {}

    /** The folder itself where it is on this machine, else a copy that goes when the JVM ends. */
    static Path of(Configuration conf, String folder) {
        org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(folder);
        try {
            FileSystem files = source.getFileSystem(conf);
            boolean local = files instanceof LocalFileSystem || files instanceof RawLocalFileSystem;
            return local ? Path.of(files.makeQualified(source).toUri()) : copy(files, source);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot bring model folder " + folder + " here: " + e.getMessage(), e);
        }
    }

    private static Path copy(FileSystem files, org.apache.hadoop.fs.Path source) throws IOException {
        Path target = Files.createTempDirectory("aligners-model-");
        target.toFile().deleteOnExit();
        for (FileStatus file : files.listStatus(source)) {
            if (!file.isFile()) continue;
            Path copy = target.resolve(file.getPath().getName());
            files.copyToLocalFile(false, file.getPath(), new org.apache.hadoop.fs.Path(copy.toUri()), true);
            copy.toFile().deleteOnExit();
        }
        return target;
    }
}
