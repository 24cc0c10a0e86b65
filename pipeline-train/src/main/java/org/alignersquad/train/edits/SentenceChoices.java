package org.alignersquad.train.edits;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.text.Words;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Chooses a few sentences that stand for all last sentences of a criterion's aligned train responses: greedily, those
 * that raise the mean similarity of all sentences to the nearest chosen one the most. Looks at a bounded sample.
 */
public final class SentenceChoices {
    private static final int CANDIDATES = 500;
    private static final int SENTENCES = 1000;

    private SentenceChoices() {}

    /** Chosen sentences by criterion, the one that stands for most first. */
    public static Map<String, List<String>> of(Dataset<Row> pairs, List<String> criteria, LastSentenceRecipe recipe) {
        Map<String, List<String>> chosen = new HashMap<>();
        int choices = recipe.choices() == null ? 1 : recipe.choices();
        for (String criterion : criteria) {
            List<String> sentences = sentences(pairs.where(col("criterion").equalTo(criterion)));
            List<String> candidates = sentences.stream()
                    .distinct()
                    .filter(sentence -> DroppedWords.distinct(sentence).size() <= recipe.maxWords())
                    .limit(CANDIDATES)
                    .toList();
            chosen.put(criterion, choose(candidates, sentences, choices));
        }
        return chosen;
    }

    private static List<String> sentences(Dataset<Row> pairs) {
        return pairs
                .where(col("split").equalTo("train").and(col("label").equalTo(1)))
                .orderBy(xxhash64(col("id")), col("id"))
                .limit(SENTENCES)
                .map(
                        (MapFunction<Row, String>) row -> Addition.lastSentence(row.getAs("aligned_response")),
                        Encoders.STRING())
                .collectAsList()
                .stream()
                .filter(sentence -> !DroppedWords.distinct(sentence).isEmpty())
                .toList();
    }

    static List<String> choose(List<String> candidates, List<String> sentences, int most) {
        float[][] similarity = new float[candidates.size()][sentences.size()];
        for (int c = 0; c < candidates.size(); c++)
            for (int s = 0; s < sentences.size(); s++)
                similarity[c][s] = (float) Words.cosine(candidates.get(c), sentences.get(s));
        float[] nearest = new float[sentences.size()];
        List<String> chosen = new ArrayList<>();
        while (chosen.size() < Math.min(most, candidates.size())) {
            int best = best(similarity, nearest);
            chosen.add(candidates.get(best));
            for (int s = 0; s < nearest.length; s++) nearest[s] = Math.max(nearest[s], similarity[best][s]);
        }
        return chosen.stream().distinct().toList();
    }

    private static int best(float[][] similarity, float[] nearest) {
        int best = 0;
        double most = -1;
        for (int c = 0; c < similarity.length; c++) {
            double gain = 0;
            for (int s = 0; s < nearest.length; s++) gain += Math.max(0, similarity[c][s] - nearest[s]);
            if (gain > most) {
                most = gain;
                best = c;
            }
        }
        return best;
    }

    /** The choice most like a sentence; the first of equals. */
    static String nearest(List<String> choices, String sentence) {
        String nearest = choices.get(0);
        double most = -1;
        for (String choice : choices) {
            double similarity = Words.cosine(choice, sentence);
            if (similarity > most) {
                most = similarity;
                nearest = choice;
            }
        }
        return nearest;
    }
}
