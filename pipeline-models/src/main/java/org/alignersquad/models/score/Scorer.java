package org.alignersquad.models.score;

import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.batch.LengthBuckets;

/** Runs a classifier over many texts in batches of similar length. Does not own the classifier. */
public final class Scorer {
    private final SequenceClassifier classifier;
    private final int maxTokensPerBatch;

    public Scorer(SequenceClassifier classifier, int maxTokensPerBatch) {
        this.classifier = classifier;
        this.maxTokensPerBatch = maxTokensPerBatch;
    }

    private record Row(int index, EncodedText text) {}

    /** Scores of every class for each text, in order: text × class. */
    public float[][] logits(List<EncodedText> texts) {
        float[][] logits = new float[texts.size()][];
        List<Row> rows = IntStream.range(0, texts.size())
                .mapToObj(i -> new Row(i, texts.get(i)))
                .toList();
        for (List<Row> batch : LengthBuckets.of(rows, row -> row.text().inputIds().length, maxTokensPerBatch)) {
            float[][] scores = classifier.logits(
                    batch.stream().map(row -> row.text().inputIds()).toList(),
                    batch.stream().map(row -> row.text().tokenTypeIds()).toList());
            for (int i = 0; i < scores.length; i++) logits[batch.get(i).index()] = scores[i];
        }
        return logits;
    }

    /** The log-odds of class 1 against class 0 for each text. */
    public float[] logOdds(List<EncodedText> texts) {
        float[][] logits = logits(texts);
        float[] odds = new float[logits.length];
        for (int i = 0; i < odds.length; i++) odds[i] = logits[i][1] - logits[i][0];
        return odds;
    }

    /** The softmax probability of class 1 of two for each text. */
    public float[] probabilities(List<EncodedText> texts) {
        float[] probabilities = logOdds(texts);
        for (int i = 0; i < probabilities.length; i++)
            probabilities[i] = (float) (1 / (1 + Math.exp(-probabilities[i])));
        return probabilities;
    }
}
