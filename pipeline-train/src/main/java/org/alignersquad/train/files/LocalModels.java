package org.alignersquad.train.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.fs.FileSystem;

/** Model directories where this process can open them: as they are on a local disk, else copied here once. */
public final class LocalModels {
    private static final Map<String, Path> COPIES = new HashMap<>();

    private LocalModels() {}

    /** @param version changes whenever the directory's content does */
    public static synchronized Path path(String directory, String version, HadoopSettings settings) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(directory);
        try {
            FileSystem files = path.getFileSystem(settings.configuration());
            org.apache.hadoop.fs.Path whole = files.makeQualified(path);
            if ("file".equals(whole.toUri().getScheme()))
                return Path.of(whole.toUri().getPath());
            return COPIES.computeIfAbsent(whole + " " + version, missing -> copy(files, whole));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot reach " + directory, e);
        }
    }

    private static Path copy(FileSystem files, org.apache.hadoop.fs.Path from) {
        try {
            Path folder = Files.createTempDirectory("model-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(folder.toFile())));
            files.copyToLocalFile(false, from, new org.apache.hadoop.fs.Path(folder.toUri()), true);
            return folder.resolve(from.getName());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + from, e);
        }
    }
}
