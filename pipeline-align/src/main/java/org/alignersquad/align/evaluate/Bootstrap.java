package org.alignersquad.align.evaluate;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.jspecify.annotations.Nullable;

/**
 * Percentile intervals of 95 % by the bootstrap (Efron 1979) for a ratio of sums over rows, drawing rows with all that
 * belongs to them. Rows that count alike are drawn together, as one multinomial draw: the same distribution as row by
 * row, at a price that does not grow with the number of rows.
 */
final class Bootstrap {
    private static final int REPLICATES = 4000;
    /** The same counts give the same interval, in every run. */
    private static final long SEED = 1;

    private Bootstrap() {}

    /**
     * Rows that count alike.
     *
     * @param of what each adds to the sum below the line
     * @param part what each adds to the sum above it
     */
    record Cell(double part, double of, long rows) {}

    /**
     * @param below share of replicates below 0
     * @param above share of replicates above 0
     */
    record Interval(double low, double high, double below, double above) {}

    /** Null where there are no rows. */
    static @Nullable Interval of(List<Cell> cells) {
        long rows = cells.stream().mapToLong(Cell::rows).sum();
        if (rows == 0) return null;
        RandomGenerator random = new Well19937c(SEED);
        double[] ratios = new double[REPLICATES];
        for (int i = 0; i < REPLICATES; i++) ratios[i] = replicate(cells, rows, random);
        Arrays.sort(ratios);
        return new Interval(
                ratios[(int) (REPLICATES * .025)],
                ratios[(int) (REPLICATES * .975) - 1],
                (double) Arrays.stream(ratios).filter(r -> r < 0).count() / REPLICATES,
                (double) Arrays.stream(ratios).filter(r -> r > 0).count() / REPLICATES);
    }

    private static double replicate(List<Cell> cells, long rows, RandomGenerator random) {
        double part = 0;
        double of = 0;
        long left = rows;
        long undrawn = rows;
        for (Cell cell : cells) {
            long drawn = binomial(undrawn, (double) cell.rows() / left, random);
            part += drawn * cell.part();
            of += drawn * cell.of();
            undrawn -= drawn;
            left -= cell.rows();
        }
        return of == 0 ? 0 : part / of;
    }

    private static long binomial(long trials, double probability, RandomGenerator random) {
        if (trials == 0 || probability <= 0) return 0;
        if (probability >= 1) return trials;
        double variance = trials * probability * (1 - probability);
        // the normal distribution is as good from here on, and quick
        if (variance > 1000 || trials > Integer.MAX_VALUE) {
            double drawn = trials * probability + Math.sqrt(variance) * random.nextGaussian();
            return Math.max(0, Math.min(trials, Math.round(drawn)));
        }
        return new BinomialDistribution(random, (int) trials, probability).sample();
    }
}
