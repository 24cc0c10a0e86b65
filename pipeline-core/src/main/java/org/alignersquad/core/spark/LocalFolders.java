package org.alignersquad.core.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** Folders where this JVM can map their files into memory: as they are on a local disk, else copied here once. */
public final class LocalFolders {
    private static final Map<String, Path> COPIES = new HashMap<>();

    private LocalFolders() {}

    /**
     * The folder on this machine. A copy goes when the JVM ends.
     *
     * @param folder absolute, on any file system that Hadoop reaches
     * @param version changes whenever the folder's content does
     */
    public static synchronized Path of(Configuration conf, String folder, String version) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
        try {
            FileSystem files = path.getFileSystem(conf);
            org.apache.hadoop.fs.Path whole = files.makeQualified(path);
            if ("file".equals(whole.toUri().getScheme()))
                return Path.of(whole.toUri().getPath());
            return COPIES.computeIfAbsent(whole + " " + version, missing -> copy(files, whole));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot reach " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The folder on this machine, whose version is what its files' names, lengths and times tell. */
    public static Path of(Configuration conf, String folder) {
        return of(conf, folder, FileListing.fingerprint(conf, folder));
    }

    private static Path copy(FileSystem files, org.apache.hadoop.fs.Path from) {
        try {
            Path folder = Files.createTempDirectory("aligners-folder-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(folder.toFile())));
            files.copyToLocalFile(false, from, new org.apache.hadoop.fs.Path(folder.toUri()), true);
            return folder.resolve(from.getName());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + from + " here: " + e.getMessage(), e);
        }
    }
}
