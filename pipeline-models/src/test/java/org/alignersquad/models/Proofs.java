package org.alignersquad.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.TorchScript;
import org.alignersquad.models.train.ClassificationExample;
import org.alignersquad.models.train.LossTerms;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.Trainable;

/** What every architecture is held to, given its forward pass in plain arithmetic. */
public final class Proofs {
    /** Runs prompts, padded on the right, and feeds tokens after them one by one: the scores after each. */
    private static final String REPLAY = """

            def replay(self, ids: Tensor, lengths: Tensor, more: Tensor, w: List[Tensor]) -> Tensor:
                B = ids.size(0)
                T = ids.size(1)
                S = more.size(1)
                keys = self.cache(B, T + S, ids.device)
                values = self.cache(B, T + S, ids.device)
                x = self.hidden(ids, keys, values, 0.0, 0, w)
                out = [self.head(x[torch.arange(B), lengths - 1], w)]
                for s in range(S):
                    x = self.decode(more[:, s], lengths + s, T + s + 1, keys, values, w)
                    out.append(self.head(x, w))
                return torch.stack(out, 1)
            """;

    private Proofs() {}

    /** The scores after each token of a text, position × vocabulary, in plain arithmetic. */
    public interface Scores {
        double[][] of(Oracle at, int[] ids);
    }

    /** The scores of a text's classes in plain arithmetic. */
    public interface ClassScores {
        double[] of(Oracle at, int[] ids, int[] types);
    }

    /** Logits, gradients, caches and batches of a decoder. */
    public static void decoder(DecoderConfig config, int length, Scores oracle) {
        try (CausalLm model = TinyModels.shaken(CausalLm.create(config, 3), 4)) {
            int[] ids = TinyModels.ids(5, length, config.vocabSize());
            double[][] expected = oracle.of(new Oracle(model), ids);
            float[][] actual = model.logits(ids);
            assertThat(actual).hasDimensions(length, config.vocabSize());
            for (int t = 0; t < length; t++)
                assertThat(Oracle.maxDifference(expected[t], actual[t]))
                        .as("position %s", t)
                        .isLessThan(1e-4);
            replayed(model, config);
            if (length > 1)
                gradients(model, model, new TokenExample(ids, ids), at -> crossEntropy(oracle.of(at, ids), ids));
        }
    }

    /** Cached = full forward, batched = single, padded = unpadded. */
    private static void replayed(CausalLm model, DecoderConfig config) {
        int steps = 4;
        List<int[]> texts = List.of(
                TinyModels.ids(1, 1 + steps, config.vocabSize()),
                TinyModels.ids(2, 7 + steps, config.vocabSize()),
                TinyModels.ids(3, 5 + steps, config.vocabSize()));
        long[] padded = new long[texts.size() * 7];
        long[] lengths = new long[texts.size()];
        long[] more = new long[texts.size() * steps];
        for (int row = 0; row < texts.size(); row++) {
            int[] text = texts.get(row);
            lengths[row] = text.length - steps;
            for (int i = 0; i < lengths[row]; i++) padded[row * 7 + i] = text[i];
            for (int s = 0; s < steps; s++) more[row * steps + s] = text[(int) lengths[row] + s];
        }
        float[] scores;
        try (Scope scope = Scope.inference()) {
            scores = TorchScript.compile(config.script() + REPLAY)
                    .call(
                            scope,
                            "replay",
                            scope.ints(padded, texts.size(), 7),
                            scope.ints(lengths),
                            scope.ints(more, texts.size(), steps),
                            model.weights())
                    .floats();
        }
        int next = 0;
        for (int row = 0; row < texts.size(); row++) {
            float[][] alone = model.logits(texts.get(row));
            for (int s = 0; s <= steps; s++)
                for (float expected : alone[(int) lengths[row] - 1 + s])
                    assertThat(scores[next++]).as("row %s step %s", row, s).isCloseTo(expected, within(1e-4f));
        }
    }

    /** Logits and gradients of an encoder; what a text scores does not depend on texts beside it. */
    public static void encoder(EncoderConfig config, int length, ClassScores oracle) {
        try (SequenceClassifier model = TinyModels.shaken(SequenceClassifier.create(config, 3), 4)) {
            int[] ids = TinyModels.ids(5, length, config.vocabSize());
            int[] types = TinyModels.ids(6, length, config.typeVocabSize());
            double[] expected = oracle.of(new Oracle(model), ids, types);
            float[] alone = model.logits(List.of(ids), List.of(types))[0];
            assertThat(alone).hasSize(config.numLabels());
            assertThat(Oracle.maxDifference(expected, alone)).isLessThan(1e-4);
            int[] longer = TinyModels.ids(7, config.maxPositions(), config.vocabSize());
            float[][] together = model.logits(List.of(longer, ids), List.of(new int[longer.length], types));
            assertThat(Oracle.maxDifference(expected, together[1])).isLessThan(1e-4);
            ClassificationExample example = new ClassificationExample(ids, types, 1, 1);
            gradients(model, model, example, at -> -logProbability(oracle.of(at, ids, types), 1));
        }
    }

    /** Along a random direction for each tensor: the slope of the plain loss against the program's gradient. */
    private static <E> void gradients(
            Model model, Trainable<E> trainable, E example, Function<Oracle, Double> plainLoss) {
        try (Scope scope = Scope.recording()) {
            double loss = trainable
                    .backward(scope, List.of(example), LossTerms.scaled(1))
                    .item();
            assertThat(loss).isCloseTo(plainLoss.apply(new Oracle(model)), within(1e-4 * Math.max(1, loss)));
        }
        float[] gradient = model.weights().gradientValues();
        Oracle oracle = new Oracle(model);
        int offset = 0;
        for (ParameterSpec spec : model.config().parameters()) {
            double[] values = oracle.tensor(spec.name());
            double[] direction =
                    new SplittableRandom(offset).doubles(values.length, -1, 1).toArray();
            double expected = 0;
            double norm = 0;
            for (int i = 0; i < values.length; i++) {
                expected += gradient[offset + i] * direction[i];
                norm += Math.pow(gradient[offset + i], 2);
            }
            offset += values.length;
            double slope = (moved(oracle, values, direction, 1e-5, plainLoss)
                            - moved(oracle, values, direction, -1e-5, plainLoss))
                    / 2e-5;
            assertThat(slope).as(spec.name()).isCloseTo(expected, within(1e-3 * Math.sqrt(norm) + 1e-4));
        }
    }

    private static double moved(
            Oracle oracle, double[] values, double[] direction, double by, Function<Oracle, Double> plainLoss) {
        double[] before = values.clone();
        for (int i = 0; i < values.length; i++) values[i] += by * direction[i];
        double loss = plainLoss.apply(oracle);
        System.arraycopy(before, 0, values, 0, values.length);
        return loss;
    }

    private static double crossEntropy(double[][] scores, int[] ids) {
        double loss = 0;
        for (int t = 1; t < ids.length; t++) loss -= logProbability(scores[t - 1], ids[t]);
        return loss;
    }

    private static double logProbability(double[] scores, int id) {
        double sum = 0;
        for (double score : scores) sum += Math.exp(score);
        return scores[id] - Math.log(sum);
    }
}
