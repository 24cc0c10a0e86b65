package org.alignersquad.align.evaluate;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Whether a second judge sees it likewise.
 *
 * @param pairs that both judged in both orders
 * @param agreement share of pairs with the same result: win, tie or loss
 * @param kappa Cohen's: (agreement − chance) / (1 − chance), chance from each judge's own shares; null where each judge
 *     has given one and the same result throughout
 * @param secondWinRate the second judge's win rate over these pairs
 */
record Agreement(
        long pairs,
        @Nullable Double agreement,
        @Nullable Double kappa,
        @Nullable Double secondWinRate) {

    static Agreement of(Pairs first, Pairs second) {
        Dataset<Row> table = first.results()
                .join(second.results().withColumnRenamed("result", "other"), new String[] {"row_id", "criterion"})
                .groupBy(col("result"), col("other"))
                .count();
        long[][] counts = new long[3][3];
        for (Row row : table.collectAsList()) counts[place(row.getString(0))][place(row.getString(1))] = row.getLong(2);
        return of(counts);
    }

    private static int place(String result) {
        return switch (result) {
            case "win" -> 0;
            case "tie" -> 1;
            default -> 2;
        };
    }

    /** @param counts by the first judge's result and the second's: win, tie, loss */
    static Agreement of(long[][] counts) {
        long pairs = 0;
        long same = 0;
        double chance = 0;
        for (int i = 0; i < 3; i++) {
            same += counts[i][i];
            chance += (double) row(counts, i) * column(counts, i);
            pairs += row(counts, i);
        }
        if (pairs == 0) return new Agreement(0, null, null, null);
        double agreement = (double) same / pairs;
        double byChance = chance / pairs / pairs;
        Double kappa = byChance == 1 ? null : Rounded.figure((agreement - byChance) / (1 - byChance));
        double won = column(counts, 0) + column(counts, 1) / 2.0;
        return new Agreement(pairs, Rounded.figure(agreement), kappa, Rounded.share(won, pairs));
    }

    private static long row(long[][] counts, int i) {
        return counts[i][0] + counts[i][1] + counts[i][2];
    }

    private static long column(long[][] counts, int i) {
        return counts[0][i] + counts[1][i] + counts[2][i];
    }
}
