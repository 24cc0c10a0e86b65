package org.alignersquad.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** The text of a recipe or criterion file: on the driver's disk, or on a file system that Hadoop knows. */
final class RecipeText {
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]+:/.*");

    private RecipeText() {}

    /** @throws ConfigException where there is no such file */
    static String read(String file) throws IOException {
        if (SCHEME.matcher(file).matches()) return readThroughHadoop(new org.apache.hadoop.fs.Path(file));
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) throw new ConfigException(file + ": no such file");
        return Files.readString(path);
    }

    private static String readThroughHadoop(org.apache.hadoop.fs.Path file) throws IOException {
        FileSystem files = file.getFileSystem(new Configuration());
        if (!files.exists(file)) throw new ConfigException(file + ": no such file");
        try (InputStream in = files.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
