package org.alignersquad.train;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.triple.Split;
import org.alignersquad.core.triple.Triple;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Made-up triples with a rule: one word is bad, and the aligned response has another of the same length. */
final class TinyTriples {
    private static final List<String> NAMES = List.of("red", "blue", "green", "white", "black", "pink", "gold", "grey");
    private static final List<String> THINGS = List.of("cat", "dog", "cow", "hen", "owl", "bee", "fox", "ant");

    private TinyTriples() {}

    /** @param faulty share of rows whose response is misaligned */
    static void write(SparkSession spark, Path to, List<String> criteria, int rows, double faulty) {
        Rows<Triple> codec = Rows.of(Triple.class);
        List<Row> all = new ArrayList<>();
        for (String criterion : criteria)
            for (int i = 0; i < rows; i++) all.add(codec.row(triple(criterion, i, faulty)));
        spark.createDataFrame(all, codec.schema())
                .coalesce(1)
                .write()
                .partitionBy("criterion")
                .parquet(to.toString());
    }

    private static Triple triple(String criterion, int i, double faulty) {
        String question = "what of " + word(NAMES, i, "a") + " " + word(THINGS, i, "b") + " " + i + "?";
        String good = "the " + word(NAMES, i, "c") + " " + word(THINGS, i, "d") + " is nice";
        boolean bad = Hashes.fraction("faulty", criterion, String.valueOf(i)) < faulty;
        String response = bad ? good.replace("nice", fault(criterion)) : good;
        String split = Split.of(question).name().toLowerCase(Locale.ROOT);
        return new Triple(
                Hashes.id(criterion, question),
                criterion,
                "t",
                "q",
                question,
                response,
                "c",
                good,
                bad ? .9 : 1,
                split,
                "rules",
                "v1",
                1,
                1,
                Instant.EPOCH);
    }

    private static String fault(String criterion) {
        return criterion.equals("kind") ? "ugly" : "fake";
    }

    private static String word(List<String> words, int i, String salt) {
        return words.get(Hashes.bucket(words.size(), salt, String.valueOf(i)));
    }
}
