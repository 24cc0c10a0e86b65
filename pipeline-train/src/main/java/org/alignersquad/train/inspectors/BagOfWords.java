package org.alignersquad.train.inspectors;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.NGram;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** The baseline, made of Spark's own parts: tokenizer, n-grams, hashed counts, logistic regression. */
final class BagOfWords {
    private final BaselineRecipe recipe;
    private final Column text;
    private final LinearFit fit;

    private BagOfWords(BaselineRecipe recipe, Column text, LinearFit fit) {
        this.recipe = recipe;
        this.text = text;
        this.fit = fit;
    }

    private record Candidate(BagOfWords baseline, double auc) {}

    /** @param rows of one criterion, all splits; train rows and, without folds, validation rows are looked at */
    static BagOfWords train(BaselineRecipe recipe, Dataset<Row> rows) {
        Candidate response = candidate(recipe, rows, col("response"));
        Candidate both = candidate(recipe, rows, concat_ws(" ", col("prompt"), col("response")));
        return (both.auc() > response.auc() ? both : response).baseline();
    }

    private static Candidate candidate(BaselineRecipe recipe, Dataset<Row> rows, Column text) {
        Dataset<Row> features = features(
                        recipe, text, rows.withColumn("label", col("label").cast("double")))
                .select("split", "group", "label", "features")
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Regression.Choice choice = recipe.regression().choose(features);
            return new Candidate(new BagOfWords(recipe, text, choice.fit().get()), choice.auc());
        } finally {
            features.unpersist();
        }
    }

    private static Dataset<Row> features(BaselineRecipe recipe, Column text, Dataset<Row> rows) {
        RegexTokenizer words = new RegexTokenizer()
                .setGaps(false)
                .setPattern("[\\p{L}\\p{N}]+")
                .setInputCol("_text")
                .setOutputCol("_words");
        NGram pairs = new NGram().setN(2).setInputCol("_words").setOutputCol("_pairs");
        Dataset<Row> terms = pairs.transform(words.transform(rows.withColumn("_text", text)))
                .withColumn("_terms", concat(col("_words"), col("_pairs")));
        return new HashingTF()
                .setNumFeatures(1 << recipe.hashBits())
                .setInputCol("_terms")
                .setOutputCol("features")
                .transform(terms);
    }

    /** The rows with column {@code baseline}: log-odds that they are misaligned. */
    Dataset<Row> score(Dataset<Row> rows) {
        List<String> columns = List.of(rows.columns());
        Dataset<Row> scored = fit.pipeline().transform(features(recipe, text, rows));
        Column odds = element_at(functions.vector_to_array(col("rawPrediction"), "float64"), lit(2));
        return scored.withColumn("baseline", odds)
                .select(concatenated(columns, "baseline").stream()
                        .map(org.apache.spark.sql.functions::col)
                        .toArray(Column[]::new));
    }

    private static List<String> concatenated(List<String> columns, String more) {
        return java.util.stream.Stream.concat(columns.stream(), java.util.stream.Stream.of(more))
                .toList();
    }
}
