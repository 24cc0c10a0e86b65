package org.alignersquad.core.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.alignersquad.core.config.CorpusConfig;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.jspecify.annotations.Nullable;

/** Looks at the starts of a corpus's files before Spark does: whether they hold anything, and the columns asked for. */
final class CorpusCheck {
    private static final JsonMapper JSON = new JsonMapper();
    /** Columns may be missing in a line; few are missing in that many. */
    private static final int READ_LINES = 1_000;

    private static final int CHECKED_FILES = 1_000;
    private static final int BYTE_ORDER_MARK = '\uFEFF';

    private final Configuration conf;
    private final CorpusConfig corpus;

    CorpusCheck(Configuration conf, CorpusConfig corpus) {
        this.conf = new Configuration(conf);
        this.corpus = corpus;
        ZstdCodec.OPTIONS.forEach(this.conf::set);
    }

    /** What is wrong with the files, which exist; empty where nothing. */
    List<String> problems() {
        try {
            List<Path> files = FileListing.files(conf, corpus.path());
            List<Path> filled = new ArrayList<>();
            for (Path file : files) if (firstByte(file) >= 0) filled.add(file);
            if (filled.isEmpty()) return List.of(corpus.path() + " is empty");
            return switch (corpus.format()) {
                case CSV -> csv(filled);
                case JSONL -> jsonLines(filled.get(0));
                case TEXT -> missing(filled.get(0), Set.of("value"));
                case PARQUET, TABLE -> List.of();
            };
        } catch (IOException | RuntimeException e) {
            return List.of("cannot read " + corpus.path() + ": " + e.getMessage());
        }
    }

    private int firstByte(Path file) throws IOException {
        try (InputStream in = open(file)) {
            return in.read();
        }
    }

    private InputStream open(Path file) throws IOException {
        InputStream raw = file.getFileSystem(conf).open(file);
        CompressionCodec codec = new CompressionCodecFactory(conf).getCodec(file);
        return codec == null ? raw : codec.createInputStream(raw);
    }

    private BufferedReader reader(Path file) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8));
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) reader.reset();
        return reader;
    }

    private List<String> csv(List<Path> files) throws IOException {
        List<String> first = header(files.get(0));
        if (!corpus.named()) return List.of();
        List<String> problems = new ArrayList<>(missing(files.get(0), new TreeSet<>(first)));
        for (Path file : files.subList(1, Math.min(files.size(), CHECKED_FILES))) {
            List<String> other = header(file);
            if (!other.equals(first))
                problems.add(file + " has columns " + other + ", expected those of " + files.get(0) + ": " + first);
        }
        return problems;
    }

    private List<String> header(Path file) throws IOException {
        CsvParserSettings settings = new CsvParserSettings();
        settings.getFormat().setDelimiter(corpus.cellSeparator());
        settings.setMaxCharsPerColumn(-1);
        settings.setMaxColumns(20_480);
        CsvParser parser = new CsvParser(settings);
        try (BufferedReader reader = reader(file)) {
            parser.beginParsing(reader);
            String[] header = parser.parseNext();
            parser.stopParsing();
            return header == null
                    ? List.of()
                    : Arrays.stream(header).map(String::valueOf).toList();
        }
    }

    private List<String> jsonLines(Path file) throws IOException {
        Set<String> keys = new TreeSet<>();
        boolean whole;
        try (BufferedReader reader = reader(file)) {
            String line = reader.readLine();
            if (line != null && line.strip().startsWith("["))
                return List.of(file + " is one JSON list, expected a JSON object on each line");
            for (int read = 1; line != null && read <= READ_LINES; read++, line = reader.readLine())
                addKeys(line, keys);
            whole = line == null;
        }
        if (keys.isEmpty()) return List.of(file + " has no JSON object in its first " + READ_LINES + " lines");
        return whole ? missing(file, keys) : List.of();
    }

    private static void addKeys(String line, Set<String> keys) {
        try {
            JsonNode object = JSON.readTree(line);
            if (object != null) object.fieldNames().forEachRemaining(keys::add);
        } catch (JsonProcessingException e) {
            // a line that cannot be read becomes a reject later
        }
    }

    private List<String> missing(Path file, Set<String> there) {
        return wanted(corpus)
                .filter(column -> !there.contains(column) && !there.contains(CorpusColumns.root(column)))
                .map(column -> file + " has no column " + column + ", columns are " + there)
                .toList();
    }

    /** The columns that a recipe names. */
    static Stream<String> wanted(CorpusConfig corpus) {
        Stream<@Nullable String> all =
                Stream.of(corpus.prompt(), corpus.response(), corpus.id(), corpus.messages(), corpus.system());
        return all.filter(Objects::nonNull).distinct();
    }
}
