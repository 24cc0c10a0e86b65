package org.alignersquad.core.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.config.CorpusFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corpora as people have them. */
class CorpusTest {
    private static final String BOM = "\uFEFF";

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static CorpusConfig corpus(Path path, CorpusFormat format, String prompt, String response) {
        return new CorpusConfig(path.toString(), format, prompt, response, null, null, null, null, null);
    }

    private static CorpusConfig chats(Path path, String messages, String response) {
        return new CorpusConfig(path.toString(), CorpusFormat.JSONL, null, response, null, messages, null, null, null);
    }

    private static List<Row> read(CorpusConfig corpus) {
        return Corpus.read(LocalSpark.session(), corpus).orderBy(Corpus.PROMPT).collectAsList();
    }

    private static List<String> prompts(CorpusConfig corpus) {
        return Corpus.read(LocalSpark.session(), corpus)
                .filter(Corpus.CORRUPT + " is null")
                .select(Corpus.PROMPT)
                .as(Encoders.STRING())
                .collectAsList();
    }

    private static List<String> problems(CorpusConfig corpus) {
        Inputs inputs = new Inputs(new Configuration());
        inputs.corpus("dump", corpus);
        try {
            inputs.throwProblems();
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    @Test
    void badLinesAreNamedByFileAndLine() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write((BOM + "{\"q\":\"one\"}\n\n{\"q\":\"two\"\n[1]\n42\n{\"q\":\"").getBytes(StandardCharsets.UTF_8));
        bytes.write(new byte[] {(byte) 0xC3, (byte) 0x28});
        bytes.write("\"}\n{\"q\":\"😀\",\"value\":1,\"fault\":2,\"place\":3}\n".getBytes(StandardCharsets.UTF_8));
        Path path = Files.write(folder.resolve("a.jsonl"), bytes.toByteArray());
        List<Row> rows = read(corpus(path, CorpusFormat.JSONL, "q", null));

        assertThat(rows).hasSize(6);
        assertThat(rows.stream()
                        .filter(row -> row.getAs(Corpus.CORRUPT) != null)
                        .map(row -> row.<String>getAs(Corpus.FAULT).replaceAll("file:\\S*/", "")))
                .containsExactlyInAnyOrder(
                        "Not a JSON object that can be read: a.jsonl, line 3",
                        "Not a JSON object: a.jsonl, line 4",
                        "Not a JSON object: a.jsonl, line 5",
                        "Not valid UTF-8: a.jsonl, line 6");
        assertThat(rows.stream().map(row -> row.getAs(Corpus.PROMPT))).contains("one", "😀");
    }

    @Test
    void csvCellsMayHoldLinesSeparatorsAndQuotes() throws IOException {
        Path path = file("a.csv", BOM + "q;a\n\"one; \"\"two\"\"\nthree\";yes\nshort\nfour;no;more\nfünf;�\nsix;no\n");
        CorpusConfig corpus =
                new CorpusConfig(path.toString(), CorpusFormat.CSV, "q", "a", null, null, null, ";", null);
        assertThat(problems(corpus)).isEmpty();
        assertThat(prompts(corpus)).containsExactlyInAnyOrder("one; \"two\"\nthree", "six");
        assertThat(read(corpus).stream()
                        .filter(row -> row.getAs(Corpus.CORRUPT) != null)
                        .map(row -> row.<String>getAs(Corpus.FAULT).replaceAll("file:\\S*/", "")))
                .containsExactlyInAnyOrder(
                        "Not as many cells as there are columns: a.csv, record 2",
                        "Not as many cells as there are columns: a.csv, record 3",
                        "Not valid UTF-8: a.csv, record 4");
    }

    @Test
    void csvWithoutHeaderHasNumberedColumns() throws IOException {
        Path path = file("a.tsv", "one\ttwo\nthree\tfour\n");
        CorpusConfig corpus =
                new CorpusConfig(path.toString(), CorpusFormat.CSV, "_c1", null, null, null, null, "\t", false);
        assertThat(problems(corpus)).isEmpty();
        assertThat(prompts(corpus)).containsExactlyInAnyOrder("two", "four");
    }

    @Test
    void packedFilesAreUnpacked() throws IOException {
        String lines = "{\"q\":\"one\"}\n{\"q\":\"two\"}\n";
        try (OutputStream gz = new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.jsonl.gz")))) {
            gz.write(lines.getBytes(StandardCharsets.UTF_8));
        }
        try (OutputStream zst =
                new ZstdCodec().createOutputStream(Files.newOutputStream(folder.resolve("b.jsonl.zst")))) {
            zst.write(lines.replace("one", "three").getBytes(StandardCharsets.UTF_8));
        }
        CorpusConfig corpus = corpus(folder, CorpusFormat.JSONL, "q", null);
        assertThat(problems(corpus)).isEmpty();
        assertThat(prompts(corpus)).containsExactlyInAnyOrder("one", "two", "two", "three");
    }

    @Test
    void fieldsAreNamedByTheWayToThem() throws IOException {
        Path path = file("a.jsonl", """
                {"turns":["first","second"],"choices":[{"message":{"content":"yes"}}],"a.b":"dots"}
                {"turns":[],"choices":[],"a.b":"none"}
                """);
        List<Row> rows = read(corpus(path, CorpusFormat.JSONL, "turns[-1]", "choices[0].message.content"));
        assertThat(rows.get(1).<String>getAs(Corpus.PROMPT)).isEqualTo("second");
        assertThat(rows.get(1).<String>getAs(Corpus.RESPONSE)).isEqualTo("yes");
        assertThat(rows.get(0).<String>getAs(Corpus.PROMPT)).isNull();
        assertThat(prompts(corpus(path, CorpusFormat.JSONL, "a.b", null))).contains("dots", "none");
        assertThatThrownBy(() -> read(corpus(path, CorpusFormat.JSONL, "turns", null)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("column turns holds arrays, expected texts");
        assertThatThrownBy(() -> read(corpus(path, CorpusFormat.JSONL, "choices[0].text", null)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no text");
    }

    @Test
    void conversationsBecomeAQuestionWithItsContext() throws IOException {
        Path path = file("a.jsonl", """
                {"messages":[{"role":"user","content":"a?"},{"role":"assistant","content":"b."}]}
                {"messages":[{"role":"system","content":"S"},{"role":"user","content":"c?"},{"role":"assistant","content":"d."},{"role":"user","content":"e?"}]}
                {"messages":[{"role":"wizard","content":"f?"}]}
                {"messages":[{"role":"assistant","content":"g"}]}
                {"messages":null}
                """);
        List<Row> rows = read(chats(path, "messages", "messages"));
        assertThat(rows).hasSize(5);
        assertThat(rows.get(4).<String>getAs(Corpus.PROMPT)).isEqualTo("a?");
        assertThat(rows.get(4).<String>getAs(Corpus.RESPONSE)).isEqualTo("b.");
        assertThat(rows.get(3).<String>getAs(Corpus.PROMPT))
                .isEqualTo("System: S\n\nUser: c?\n\nAssistant: d.\n\nUser: e?");
        assertThat(rows.get(3).<String>getAs(Corpus.RESPONSE)).isNull();
        assertThat(rows.subList(0, 3).stream().map(row -> row.<String>getAs(Corpus.FAULT)))
                .containsExactlyInAnyOrder(null, null, "A message has the unknown role: \"wizard\"");
    }

    @Test
    void partsAndShareGptAreConversationsToo() throws IOException {
        Path path = file("a.jsonl", """
                {"c":[{"from":"human","value":"a?"},{"from":"gpt","value":"b."}]}
                {"c":"[{\\"role\\":\\"user\\",\\"content\\":[{\\"type\\":\\"text\\",\\"text\\":\\"x?\\"}]}]"}
                """);
        assertThat(prompts(chats(path, "c", null))).containsExactlyInAnyOrder("a?", "x?");
    }

    @Test
    void whatIsWrongWithFilesIsSaidBeforeSparkStarts() throws IOException {
        Path empty = file("empty.jsonl", "");
        Path csv = file("a.csv", "question,b\nx,y\n");
        Path list = file("list.json", "[{\"q\":1}]");
        file("two/a.csv".replace("two/", "two-"), "q,a\n1,2\n");
        file("two-b.csv", "a,q\n1,2\n");
        assertThat(problems(corpus(empty, CorpusFormat.JSONL, "q", null)).get(0))
                .contains("empty.jsonl is empty");
        assertThat(problems(corpus(csv, CorpusFormat.CSV, "q", null)).get(0))
                .contains("a.csv has no column q, columns are [b, question]");
        assertThat(problems(corpus(list, CorpusFormat.JSONL, "q", null)).get(0))
                .contains("is one JSON list, expected a JSON object on each line");
        assertThat(problems(corpus(folder.resolve("two-*.csv"), CorpusFormat.CSV, "q", null))
                        .get(0))
                .contains("two-b.csv has columns [a, q], expected those of");
        assertThat(problems(corpus(folder.resolve("nowhere"), CorpusFormat.CSV, "q", null))
                        .get(0))
                .contains("dump.path: no such file or folder");
    }
}
