package org.alignersquad.train.inspectors;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a feature is multiplied by before a regression, so that the L2 penalty spares what tells the classes apart: how
 * unevenly they have it, {@code OFFSET + |ln(p / q)|}, where p and q are its shares of all features of either class, each
 * counted once more than it is there. The second term is the naive Bayes weight of Wang and Manning (2012, "Baselines and
 * Bigrams").
 *
 * <p>The mean square over the rows' features is 1, so that an L2 weight means the same with and without.
 */
final class LogCountRatio {
    /** Features that both classes have alike still count a little. */
    private static final double OFFSET = .25;

    private LogCountRatio() {}

    /** @param rows {@code label, features}; where they are of one class, the other has none of the features */
    static Vector of(Dataset<Row> rows) {
        List<Row> classes = rows.groupBy("label")
                .agg(Summarizer.numNonZeros(col("features")).as("rows"))
                .collectAsList();
        double[] one = classes.get(0).<Vector>getAs("rows").toArray();
        double[] other = classes.size() < 2
                ? new double[one.length]
                : classes.get(1).<Vector>getAs("rows").toArray();
        return Vectors.dense(scaled(ratios(one, other), one, other));
    }

    private static double[] ratios(double[] one, double[] other) {
        double balance = Math.log(sum(other) + other.length) - Math.log(sum(one) + one.length);
        double[] ratios = new double[one.length];
        for (int i = 0; i < ratios.length; i++)
            ratios[i] = OFFSET + Math.abs(Math.log(one[i] + 1) - Math.log(other[i] + 1) + balance);
        return ratios;
    }

    private static double[] scaled(double[] ratios, double[] one, double[] other) {
        double squares = 0;
        for (int i = 0; i < ratios.length; i++) squares += (one[i] + other[i]) * ratios[i] * ratios[i];
        double factor = squares == 0 ? 1 : Math.sqrt((sum(one) + sum(other)) / squares);
        return Arrays.stream(ratios).map(ratio -> ratio * factor).toArray();
    }

    private static double sum(double[] counts) {
        return Arrays.stream(counts).sum();
    }
}
