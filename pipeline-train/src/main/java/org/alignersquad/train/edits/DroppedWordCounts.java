package org.alignersquad.train.edits;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alignersquad.core.text.Iterators;
import org.alignersquad.models.aligner.Hunk;
import org.alignersquad.models.aligner.TextDiff;
import org.alignersquad.train.edits.DroppedWords.Replacement;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Counts words of the train split on the executors; only those that tell come back to the driver. */
public final class DroppedWordCounts {
    private static final int WORDS_KEPT = 50_000;
    private static final int REPLACEMENT_COUNT = 2;
    /** {@code inserted} is null where the word alone is counted. */
    private static final StructType COUNTS = new StructType()
            .add("criterion", DataTypes.StringType)
            .add("word", DataTypes.StringType)
            .add("inserted", DataTypes.StringType)
            .add("dropped", DataTypes.LongType)
            .add("kept", DataTypes.LongType);

    private DroppedWordCounts() {}

    /**
     * The words of each criterion.
     *
     * @param pairs judged responses with an aligned response
     */
    public static Map<String, DroppedWords> of(Dataset<Row> pairs, DroppedWordsRecipe recipe) {
        Dataset<Row> counts = pairs.where(col("split").equalTo("train"))
                .flatMap((FlatMapFunction<Row, Row>) DroppedWordCounts::counts, Encoders.row(COUNTS))
                .groupBy("criterion", "word", "inserted")
                .agg(sum("dropped").as("dropped"), sum("kept").as("kept"));
        Dataset<Row> telling = counts.where(col("inserted").isNull())
                .where(col("dropped").geq(recipe.minCount()))
                .where(col("dropped").divide(col("dropped").plus(col("kept"))).geq(recipe.minShare()));
        Dataset<Row> replaced =
                counts.where(col("inserted").isNotNull()).where(col("dropped").geq(REPLACEMENT_COUNT));
        return collect(first(telling), first(replaced));
    }

    private static List<Row> first(Dataset<Row> counts) {
        return counts.orderBy(col("dropped").desc(), col("criterion"), col("word"), col("inserted"))
                .limit(WORDS_KEPT)
                .collectAsList();
    }

    private static Map<String, DroppedWords> collect(List<Row> telling, List<Row> replaced) {
        Map<String, Set<String>> words = new HashMap<>();
        for (Row row : telling)
            words.computeIfAbsent(row.getAs("criterion"), missing -> new HashSet<>())
                    .add(row.getAs("word"));
        Map<String, Set<Replacement>> replacements = new HashMap<>();
        for (Row row : replaced)
            replacements
                    .computeIfAbsent(row.getAs("criterion"), missing -> new HashSet<>())
                    .add(new Replacement(row.getAs("word"), row.getAs("inserted")));
        Map<String, DroppedWords> dropped = new HashMap<>();
        words.forEach((criterion, own) ->
                dropped.put(criterion, new DroppedWords(own, replacements.getOrDefault(criterion, Set.of()))));
        return dropped;
    }

    private static Iterator<Row> counts(Row row) {
        String criterion = row.getAs("criterion");
        String response = row.getAs("response");
        if (row.<Integer>getAs("label") == 0)
            return Iterators.map(
                    DroppedWords.distinct(response).iterator(),
                    word -> RowFactory.create(criterion, word, null, 0L, 1L));
        String aligned = row.getAs("aligned_response");
        List<Row> rows = new ArrayList<>();
        for (String word : DroppedWords.lost(response, aligned))
            rows.add(RowFactory.create(criterion, word, null, 1L, 0L));
        TextDiff diff = TextDiff.between(response, aligned);
        for (Hunk hunk : diff.hunks()) {
            Replacement replacement = DroppedWords.replacement(diff, hunk);
            if (replacement != null)
                rows.add(RowFactory.create(criterion, replacement.word(), replacement.inserted(), 1L, 0L));
        }
        return rows.iterator();
    }
}
