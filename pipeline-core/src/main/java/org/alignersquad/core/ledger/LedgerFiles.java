package org.alignersquad.core.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Names of a ledger's files. Readers see {@code part-*.jsonl.gz} only; a file gets that name when it is complete. One whose
 * name ends in {@code -merged.jsonl.gz} begins with a line that lists the files that it replaces: from the moment it is
 * there those do not count, whether they are still there or not.
 */
final class LedgerFiles {
    static final String META = "_ledger.json";

    private static final String PART = "part-";
    private static final String ENDING = ".jsonl.gz";
    private static final String MERGED = "-merged" + ENDING;
    private static final String HITS = "hits-";
    private static final String JSON_ENDING = ".json";
    private static final String TEMPORARY = ".tmp-";
    private static final ObjectMapper JSON = new ObjectMapper();

    private LedgerFiles() {}

    static Path bucket(Path root, int bucket) {
        return new Path(root, String.format(Locale.ROOT, "bucket=%02d", bucket));
    }

    /** A new name that no other writer has: the clock orders files for people, the UUID makes the name unique. */
    static String newPart() {
        return PART + System.currentTimeMillis() + "-" + UUID.randomUUID() + ENDING;
    }

    /** A name for what replaces others: in the order of files it takes the first one's place. */
    static String newMerged(String first) {
        return first.substring(0, first.indexOf('-', PART.length())) + "-" + UUID.randomUUID() + MERGED;
    }

    static String newHits() {
        return HITS + System.currentTimeMillis() + "-" + UUID.randomUUID() + JSON_ENDING;
    }

    static Path temporary(Path folder, String part) {
        return new Path(folder, TEMPORARY + part);
    }

    static boolean isMerged(Path part) {
        return part.getName().endsWith(MERGED);
    }

    /** Complete files of a bucket that count, oldest first; none where the bucket has no folder yet. */
    static List<Path> parts(FileSystem files, Path folder) throws IOException {
        List<Path> parts = list(files, folder, PART, ENDING);
        Set<String> replaced = namesReplaced(files, parts);
        parts.removeIf(part -> replaced.contains(part.getName()));
        return parts;
    }

    /** Files that a merged one replaces and that are still there. */
    static List<Path> replaced(FileSystem files, Path folder) throws IOException {
        List<Path> parts = list(files, folder, PART, ENDING);
        Set<String> replaced = namesReplaced(files, parts);
        parts.removeIf(part -> !replaced.contains(part.getName()));
        return parts;
    }

    static List<Path> hits(FileSystem files, Path folder) throws IOException {
        return list(files, folder, HITS, JSON_ENDING);
    }

    private static List<Path> list(FileSystem files, Path folder, String start, String end) throws IOException {
        List<Path> found = new ArrayList<>();
        try {
            for (FileStatus file : files.listStatus(folder)) {
                String name = file.getPath().getName();
                if (name.startsWith(start) && name.endsWith(end)) found.add(file.getPath());
            }
        } catch (FileNotFoundException e) {
            return found;
        }
        found.sort(Comparator.comparing(Path::getName));
        return found;
    }

    private static Set<String> namesReplaced(FileSystem files, List<Path> parts) throws IOException {
        Set<String> replaced = new HashSet<>();
        for (Path part : parts) if (isMerged(part)) replaced.addAll(replacedBy(files, part));
        return replaced;
    }

    private static Set<String> replacedBy(FileSystem files, Path merged) throws IOException {
        Set<String> names = new HashSet<>();
        try (BufferedReader text = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(files.open(merged)), StandardCharsets.UTF_8))) {
            JsonNode header = JSON.readTree(String.valueOf(text.readLine()));
            header.path("replaces").forEach(name -> names.add(name.asText()));
        }
        return names;
    }

    /** The first line of a merged file. */
    static byte[] header(List<Path> replaced) {
        var header = JSON.createObjectNode();
        var names = header.putArray("replaces");
        replaced.forEach(part -> names.add(part.getName()));
        return header.toString().getBytes(StandardCharsets.UTF_8);
    }
}
