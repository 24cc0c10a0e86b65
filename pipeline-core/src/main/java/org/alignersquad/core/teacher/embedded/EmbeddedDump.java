package org.alignersquad.core.teacher.embedded;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes (prompt, response) rows about questions that the embedded teacher's question prompt cannot yield. */
public final class EmbeddedDump {
    private static final double NO_FAULT_SHARE = 0.4;
    private static final String NO_FAULT = "none";
    private static final JsonMapper JSON = new JsonMapper();

    private EmbeddedDump() {}

    /**
     * A question with a response.
     *
     * @param fault the criterion that the response breaks, or {@code none}
     */
    public record Row(String id, String prompt, String response, String fault) {}

    /** The first {@code n} rows of the dump of this seed; the same on every JVM. */
    public static Stream<Row> rows(long seed, int n) {
        Books books = Books.load();
        QuestionWriter questions = new QuestionWriter(books.questions());
        AnswerWriter answers = new AnswerWriter(books);
        TopicFinder topics = new TopicFinder(books.questions());
        List<String> criteria = books.faults().keySet().stream().sorted().toList();
        return IntStream.range(0, n).mapToObj(i -> {
            Draw draw = Draw.of("dump", Long.toString(seed), Integer.toString(i));
            String question = questions.heldOutQuestion(draw);
            List<String> faulty = draw.chance(NO_FAULT_SHARE) ? List.of() : List.of(draw.pick(criteria));
            String response = answers.answer(draw, question, topics.topic(question), faulty);
            return new Row("dump-" + seed + "-" + i, question, response, faulty.isEmpty() ? NO_FAULT : faulty.get(0));
        });
    }

    /** Writes one JSON object a line, with the row's fields. */
    public static void writeJsonLines(Path file, long seed, int n) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file);
                Stream<Row> rows = rows(seed, n)) {
            rows.forEach(row -> writeLine(out, row));
        } catch (UncheckedIOException e) {
            throw new IOException("Cannot write dump " + file, e);
        }
    }

    private static void writeLine(BufferedWriter out, Row row) {
        try {
            out.write(JSON.writeValueAsString(row));
            out.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Arguments: FILE SEED ROWS. */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) throw new IllegalArgumentException("Expected FILE SEED ROWS, got: " + List.of(args));
        writeJsonLines(Path.of(args[0]), Long.parseLong(args[1]), Integer.parseInt(args[2]));
    }
}
