package org.alignersquad.synth;

import java.util.List;
import java.util.SplittableRandom;

/**
 * How many questions the calls for them will give, by those that the pilot made.
 *
 * @param calls planned for the whole run
 * @param lines candidates of each of the pilot's calls
 * @param valid candidates of the pilot that were questions, copies included
 * @param copies those of them that repeat another question, word for word or nearly
 * @param keptOfDistinct share of distinct questions that no later stage refuses
 */
record QuestionSupply(long calls, List<Integer> lines, long valid, long copies, double keptOfDistinct) {

    double estimate() {
        return questions(mean(), distinctShare(valid * calls / (double) lines.size(), copies));
    }

    /** One bootstrap replicate. */
    double resampled(SplittableRandom random) {
        double sum = 0;
        for (int i = 0; i < lines.size(); i++) sum += lines.get(random.nextInt(lines.size()));
        double drawn = sum / lines.size();
        double candidates = candidates(drawn);
        double all = distinctShare(candidates, poisson(copies, random));
        // copies grow with the number of questions, at most as if every question were as likely as any other
        double few = valid == 0 ? 0 : (double) (valid - copies) / valid;
        double weight = random.nextDouble();
        return questions(drawn, weight * all + (1 - weight) * few);
    }

    private double mean() {
        return lines.stream().mapToInt(Integer::intValue).average().orElse(0);
    }

    private double candidates(double linesPerCall) {
        double found = lines.stream().mapToInt(Integer::intValue).sum();
        return found == 0 ? 0 : calls * linesPerCall * valid / found;
    }

    private double questions(double linesPerCall, double distinctShare) {
        return candidates(linesPerCall) * distinctShare * keptOfDistinct;
    }

    /** Of so many candidates, if each is drawn from as many equally likely questions as the pilot's copies tell of. */
    private double distinctShare(double candidates, double copiesSeen) {
        if (copiesSeen == 0 || candidates == 0) return 1;
        double pool = pool(copiesSeen);
        return pool * -Math.expm1(-candidates / pool) / candidates;
    }

    /** The number of equally likely questions of which {@code valid} draws repeat so many: by bisection. */
    private double pool(double copiesSeen) {
        double low = 1;
        double high = 1e12;
        for (int i = 0; i < 100; i++) {
            double middle = Math.sqrt(low * high);
            double copiesOf = valid - middle * -Math.expm1(-valid / middle);
            if (copiesOf > copiesSeen) low = middle;
            else high = middle;
        }
        return high;
    }

    private static double poisson(double mean, SplittableRandom random) {
        // Knuth's; what no pilot saw may still be there
        double limit = Math.exp(-Math.min(500, mean + 0.5));
        double product = random.nextDouble();
        int count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }
}
