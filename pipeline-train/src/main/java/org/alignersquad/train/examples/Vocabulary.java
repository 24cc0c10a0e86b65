package org.alignersquad.train.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.models.aligner.AlignerFormat;
import org.alignersquad.models.inspector.PairEncoding;
import org.alignersquad.models.tokenizer.BpeTrainer;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** One tokenizer for all models of a run, trained on the texts of the train split: words are counted on the executors. */
public final class Vocabulary {
    /** Rarer words add nothing to a vocabulary; what comes back to the driver stays small. */
    private static final int WORDS_COUNTED = 200_000;

    private static final StructType WORDS =
            new StructType().add("word", DataTypes.StringType).add("count", DataTypes.LongType);

    private Vocabulary() {}

    /** The content of a {@code tokenizer.json}. */
    public static String train(Dataset<Row> pairs, int vocabSize) {
        Dataset<Row> train = pairs.where(col("split").equalTo("train"));
        Map<String, Long> counts = new TreeMap<>();
        for (Row row : words(train).collectAsList()) counts.put(row.getString(0), row.getLong(1));
        if (counts.isEmpty()) throw new IllegalStateException("Cannot train a tokenizer: split train has no texts");
        try (Tokenizer tokenizer = BpeTrainer.train(counts, vocabSize, specialTokens())) {
            return tokenizer.json();
        }
    }

    private static Dataset<Row> words(Dataset<Row> train) {
        return train.mapPartitions((MapPartitionsFunction<Row, Row>) Vocabulary::count, Encoders.row(WORDS))
                .groupBy("word")
                .agg(sum("count").as("count"))
                .orderBy(col("count").desc(), col("word"))
                .limit(WORDS_COUNTED);
    }

    private static Iterator<Row> count(Iterator<Row> rows) {
        Iterable<String> texts = () -> new Iterator<>() {
            private final List<String> next = new ArrayList<>();

            @Override
            public boolean hasNext() {
                return !next.isEmpty() || rows.hasNext();
            }

            @Override
            public String next() {
                if (next.isEmpty()) {
                    Row row = rows.next();
                    next.add(row.getAs("prompt"));
                    next.add(row.getAs("response"));
                }
                return next.remove(next.size() - 1);
            }
        };
        return BpeTrainer.countWords(texts).entrySet().stream()
                .map(entry -> RowFactory.create(entry.getKey(), entry.getValue()))
                .iterator();
    }

    private static List<String> specialTokens() {
        LinkedHashSet<String> tokens = new LinkedHashSet<>(AlignerFormat.SPECIAL_TOKENS);
        tokens.addAll(PairEncoding.SPECIAL_TOKENS);
        return List.copyOf(tokens);
    }
}
