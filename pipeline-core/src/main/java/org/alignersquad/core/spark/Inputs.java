package org.alignersquad.core.spark;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.config.CorpusFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Checks of inputs and outputs on the driver, before any Spark job; problems are collected and thrown together. */
public final class Inputs {
    /** Folders that earlier jobs of the same pipeline will have written by the time they are read. */
    public static final String PROMISED = "aligners.inputs.promised";

    private final Configuration conf;
    private final List<String> problems = new ArrayList<>();

    public Inputs(Configuration conf) {
        this.conf = conf;
    }

    private boolean promised(String path) {
        for (String folder : conf.getTrimmedStrings(PROMISED)) {
            if (path.equals(folder) || path.startsWith(folder + "/")) return true;
        }
        return false;
    }

    /** @throws ConfigException with every problem found so far, where there are any */
    public void throwProblems() {
        if (!problems.isEmpty()) throw new ConfigException(problems);
    }

    public void problem(String text) {
        problems.add(text);
    }

    /** @param key the recipe's key that names the path, for the message */
    public void exists(String key, String path) {
        if (promised(path)) return;
        if (list(key, path).isEmpty()) problem(key + ": no such file or folder: " + path);
    }

    /** A corpus exists, is not empty and has the columns, as far as the starts of its files show. */
    public void corpus(String key, CorpusConfig corpus) {
        // a table's catalog is not there before Spark is
        if (corpus.format() == CorpusFormat.TABLE || promised(corpus.path())) return;
        if (corpus.format() == CorpusFormat.PARQUET) {
            List<String> columns =
                    CorpusCheck.wanted(corpus).map(CorpusColumns::root).toList();
            parquet(key + ".path", corpus.path(), columns);
            return;
        }
        int before = problems.size();
        exists(key + ".path", corpus.path());
        if (problems.size() > before) return;
        new CorpusCheck(conf, corpus).problems().forEach(found -> problem(key + ": " + found));
    }

    /** A Parquet file, or a folder with at least one, whose footer can be read and has the columns. */
    public void parquet(String key, String path, List<String> columns) {
        if (promised(path)) return;
        List<FileStatus> found = list(key, path);
        if (found.isEmpty()) {
            problem(key + ": no such file or folder: " + path);
            return;
        }
        Path file = firstParquet(key, found.get(0));
        if (file == null) {
            problem(key + ": there is no Parquet file under " + path);
            return;
        }
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, conf))) {
            requireColumns(key, file, reader.getFileMetaData().getSchema(), columns);
        } catch (IOException | RuntimeException e) {
            problem(key + ": cannot read " + file + " as Parquet: " + e.getMessage());
        }
    }

    private void requireColumns(String key, Path file, MessageType schema, List<String> columns) {
        for (String column : columns) {
            if (!schema.containsField(column) && !file.toString().contains("/" + column + "=")) {
                problem(key + ": " + file + " has no column " + column);
            }
        }
    }

    /** A finished stage of another job, whose kept rows have the columns. */
    public void stage(String key, String path, List<String> columns) {
        if (promised(path)) return;
        try {
            StageDirectory.Header header = new StageDirectory(path, conf).finished();
            List<String> there =
                    List.of(((StructType) DataType.fromJson(requireNonNull(header.schema()))).fieldNames());
            for (String column : columns) {
                if (!there.contains(column))
                    problem(key + ": " + path + " has no column " + column + ", columns are " + there);
            }
        } catch (ConfigException e) {
            problem(key + ": " + e.getMessage());
        } catch (IOException e) {
            problem(key + ": cannot open stage " + path + ": " + e.getMessage());
        }
    }

    /** Creates the folder where it is missing, and writes and deletes a file in it. */
    public void writable(String key, String path) {
        Path probe = new Path(path, ".write-check-" + UUID.randomUUID());
        try {
            FileSystem files = probe.getFileSystem(conf);
            files.create(probe, false).close();
            files.delete(probe, false);
        } catch (IOException | RuntimeException e) {
            problem(key + ": cannot write to " + path + ": " + e.getMessage());
        }
    }

    private List<FileStatus> list(String key, String path) {
        try {
            Path pattern = new Path(path);
            FileStatus[] found = pattern.getFileSystem(conf).globStatus(pattern);
            return found == null ? List.of() : List.of(found);
        } catch (IOException | RuntimeException e) {
            problem(key + ": cannot look up " + path + ": " + e.getMessage());
            return List.of();
        }
    }

    private @org.jspecify.annotations.Nullable Path firstParquet(String key, FileStatus at) {
        if (at.isFile()) return at.getPath();
        try {
            var files = at.getPath().getFileSystem(conf).listFiles(at.getPath(), true);
            while (files.hasNext()) {
                Path file = files.next().getPath();
                if (file.getName().endsWith(".parquet")) return file;
            }
        } catch (IOException e) {
            problem(key + ": cannot list " + at.getPath() + ": " + e.getMessage());
        }
        return null;
    }
}
