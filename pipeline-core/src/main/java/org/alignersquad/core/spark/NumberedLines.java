package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.alignersquad.core.text.Iterators;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The lines of text files, each with its place. Spark cuts long files into blocks which it reads apart, so lines are
 * counted from the start of a block; that of a short or packed file is the file's.
 */
final class NumberedLines {
    static final Rows<Line> ROWS = Rows.of(Line.class);

    private NumberedLines() {}

    /**
     * @param value the line; bytes that are no UTF-8 are replaced
     * @param place file and line, for people
     * @param fault what is wrong with the line's bytes; null where nothing
     */
    record Line(String value, String place, @Nullable String fault) implements Serializable {}

    /** @return rows of {@link Line}, in the files' order within a partition */
    static Dataset<Row> read(SparkSession spark, String path) {
        return spark.read()
                .options(ZstdCodec.OPTIONS)
                .text(path)
                .select(
                        col("value").cast("binary").as("bytes"),
                        col("_metadata.file_path").as("file"),
                        col("_metadata.file_block_start").as("start"))
                .mapPartitions((MapPartitionsFunction<Row, Row>) NumberedLines::numbered, ROWS.encoder());
    }

    private static Iterator<Row> numbered(Iterator<Row> rows) {
        Counter counter = new Counter();
        return Iterators.map(rows, row -> ROWS.row(counter.line(row)));
    }

    /** Counts lines from the start of a block. Used by one task. */
    private static final class Counter {
        private String file = "";
        private long start = -1;
        private long number;

        Line line(Row row) {
            String in = row.getAs("file");
            long from = row.<Long>getAs("start");
            if (!in.equals(file) || from != start) number = 0;
            file = in;
            start = from;
            number++;
            byte[] bytes = row.getAs("bytes");
            String fault = isUtf8(bytes) ? null : "Not valid UTF-8";
            return new Line(new String(bytes, StandardCharsets.UTF_8), place(), fault);
        }

        private String place() {
            // the line that a block begins within belongs to the block before
            return start == 0 ? file + ", line " + number : file + ", line " + number + " after byte " + start;
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
