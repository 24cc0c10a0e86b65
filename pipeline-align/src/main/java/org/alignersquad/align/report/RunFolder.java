package org.alignersquad.align.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.alignersquad.core.spark.CorpusPlan;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.core.spark.RunRecord;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** The output folder of one job: what is there of the files that a report reads. */
final class RunFolder {
    private final Configuration conf;
    private final String job;
    private final @Nullable String path;

    /** @param path null where the recipe names no folder for this job */
    RunFolder(Configuration conf, String job, @Nullable String path) {
        this.conf = conf;
        this.job = job;
        this.path = path;
    }

    JobPart part() {
        if (path == null) return JobPart.notRun(job, "the recipe names no folder for this job");
        JsonNode record = RunRecord.read(conf, path);
        return record == null
                ? JobPart.notRun(job, "there is no run.json in its output folder")
                : JobPart.of(job, record);
    }

    /** The path of a file or folder in here, or null where it is not there. */
    @Nullable String find(String name) {
        if (path == null) return null;
        Path file = new Path(path, name);
        try {
            return file.getFileSystem(conf).exists(file) ? file.toString() : null;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look up " + file, e);
        }
    }

    /** How job align dealt its dump, or null where no plan is there. */
    @Nullable CorpusPlan plan() {
        return path == null ? null : CorpusPlan.read(conf, path);
    }

    /** A small JSON file in here, or null where it is not there. */
    @Nullable JsonNode json(String name) {
        String text = path == null ? null : OutputFiles.read(conf, path + "/" + name);
        return text == null ? null : Json.read(text, JsonNode.class);
    }

    /** Files that match a glob in here, sorted by path. */
    List<String> glob(String pattern) {
        if (path == null) return List.of();
        return list(new Path(path, pattern)).stream()
                .map(file -> file.getPath().toString())
                .sorted()
                .toList();
    }

    /** Changes whenever a report of this folder could: the record without its time, and the other files' lengths and times. */
    List<String> fingerprint(String... patterns) {
        List<String> parts = new ArrayList<>();
        JsonNode record = path == null ? null : RunRecord.read(conf, path);
        // a run that skipped everything writes the same record again, at another time
        if (record instanceof ObjectNode object) object.remove("finished_at");
        parts.add(job + " " + path + " " + record);
        for (String pattern : path == null ? new String[0] : patterns) {
            list(new Path(path, pattern)).stream()
                    .map(file -> file.getPath() + " " + file.getLen() + " " + file.getModificationTime())
                    .sorted()
                    .forEach(parts::add);
        }
        return parts;
    }

    private List<FileStatus> list(Path pattern) {
        try {
            FileSystem files = pattern.getFileSystem(conf);
            FileStatus[] found = files.globStatus(pattern);
            return found == null ? List.of() : List.of(found);
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + pattern, e);
        }
    }
}
