package org.alignersquad.core.teacher.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Makes (prompt, response) rows about questions that the embedded teacher's question prompt cannot yield. */
public final class EmbeddedDump {
    private EmbeddedDump() {}

    /** @param fault the criterion that the response breaks, or {@code none} */
    public record Row(String id, String prompt, String response, String fault) {}

    /** The first {@code n} rows of the dump of this seed; the same on every JVM. */
    public static Stream<Row> rows(long seed, int n) {
        throw new UnsupportedOperationException(seed + " " + n);
    }

    /** Writes one JSON object a line, with the row's fields. */
    public static void writeJsonLines(Path file, long seed, int n) throws IOException {
        throw new UnsupportedOperationException(file + " " + seed + " " + n);
    }
}
