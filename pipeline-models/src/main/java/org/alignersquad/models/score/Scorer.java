package org.alignersquad.models.score;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.TokenBatch;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.batch.LengthBuckets;
import org.alignersquad.models.engine.Scope;

/**
 * Runs a classifier over many texts in batches of texts of one width. With packed weights a text's scores are the same to
 * the last bit, whatever the other texts are. Does not own the classifier; any number of threads may score at once.
 */
public final class Scorer {
    /** Texts are padded to a multiple of this. */
    private static final int WIDTH_STEP = 16;

    private final FrozenModel<EncoderConfig> classifier;
    private final int maxTokensPerBatch;

    /** @param maxTokensPerBatch rows × width of what runs together; bounds the memory for intermediate results */
    public Scorer(FrozenModel<EncoderConfig> classifier, int maxTokensPerBatch) {
        this.classifier = classifier;
        this.maxTokensPerBatch = maxTokensPerBatch;
    }

    private record Row(int index, EncodedText text) {
        int length() {
            return text.inputIds().length;
        }
    }

    /** Scores of every class for each text, in order: text × class. */
    public float[][] logits(List<EncodedText> texts) {
        float[][] logits = new float[texts.size()][];
        List<Row> rows = IntStream.range(0, texts.size())
                .mapToObj(i -> new Row(i, texts.get(i)))
                .toList();
        for (List<Row> batch : LengthBuckets.ofEqualWidth(rows, Row::length, WIDTH_STEP, maxTokensPerBatch)) {
            float[] scores = score(batch.stream().map(Row::text).toList());
            int classes = classifier.config().numLabels();
            for (int i = 0; i < batch.size(); i++)
                logits[batch.get(i).index()] = Arrays.copyOfRange(scores, i * classes, (i + 1) * classes);
        }
        return logits;
    }

    private float[] score(List<EncodedText> texts) {
        EncoderConfig config = classifier.config();
        TokenBatch batch =
                TokenBatch.of(config, texts.stream().map(EncodedText::inputIds).toList());
        batch = batch.padded(Math.min(LengthBuckets.roundUp(batch.width(), WIDTH_STEP), config.maxPositions()));
        List<int[]> types = texts.stream().map(EncodedText::tokenTypeIds).toList();
        try (Scope scope = Scope.inference()) {
            return classifier
                    .program()
                    .call(
                            scope,
                            "logits",
                            batch.ids(scope),
                            batch.matrix(scope, types),
                            batch.lengths(scope),
                            classifier.weights())
                    .floats();
        }
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
