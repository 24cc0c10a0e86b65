package org.alignersquad.core.teacher.embedded;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/** Logistic regression on hashed words and word pairs, by stochastic gradient: what a text's surface gives away. */
final class HashedRegression {
    record Example(String text, boolean faulty) {}

    private static final int BUCKETS = 1 << 18;
    private final double[] weights = new double[BUCKETS];

    static HashedRegression train(List<Example> examples, int epochs) {
        HashedRegression model = new HashedRegression();
        SplittableRandom random = new SplittableRandom(1);
        for (int step = 0; step < epochs * examples.size(); step++)
            model.step(examples.get(random.nextInt(examples.size())));
        return model;
    }

    private void step(Example example) {
        Set<Integer> features = features(example.text());
        double error = (example.faulty() ? 1 : 0) - 1 / (1 + Math.exp(-score(features)));
        for (int feature : features) weights[feature] += 0.1 * error;
    }

    private double score(Set<Integer> features) {
        return features.stream().mapToDouble(f -> weights[f]).sum();
    }

    private static Set<Integer> features(String text) {
        Set<Integer> features = new HashSet<>();
        String previous = "^";
        for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+")) {
            features.add(Math.floorMod(word.hashCode(), BUCKETS));
            features.add(Math.floorMod((previous + " " + word).hashCode(), BUCKETS));
            previous = word;
        }
        return features;
    }

    /** Area under the ROC curve: the chance that a faulty text scores above a good one. */
    double auc(List<Example> examples) {
        record Scored(double score, boolean faulty) {}
        List<Scored> sorted = examples.stream()
                .map(e -> new Scored(score(features(e.text())), e.faulty()))
                .sorted(Comparator.comparingDouble(Scored::score))
                .toList();
        double ranks = 0;
        long faulty = 0;
        for (int from = 0; from < sorted.size(); ) {
            int to = from;
            while (to < sorted.size()
                    && sorted.get(to).score() == sorted.get(from).score()) to++;
            for (Scored s : sorted.subList(from, to))
                if (s.faulty()) {
                    ranks += (from + 1 + to) / 2.0;
                    faulty++;
                }
            from = to;
        }
        return (ranks - faulty * (faulty + 1) / 2.0) / (faulty * (double) (sorted.size() - faulty));
    }
}
