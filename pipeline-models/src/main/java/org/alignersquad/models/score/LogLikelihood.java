package org.alignersquad.models.score;

import static org.alignersquad.models.batch.LengthBuckets.roundUp;

import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.TokenBatch;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.batch.LengthBuckets;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.TensorList;

/**
 * How likely a language model holds continuations of prompts to be, in batches of texts of one width: for perplexity, and
 * to let a model choose between answers. With packed weights a result is the same to the last bit, whatever the other texts
 * are. Does not own the model; any number of threads may score at once.
 */
public final class LogLikelihood {
    /** Texts are padded to a multiple of this. */
    private static final int WIDTH_STEP = 16;
    /** Positions whose scores of the whole vocabulary are in memory at a time. */
    private static final long POSITIONS_PER_PART = 256;

    private final FrozenModel<DecoderConfig> model;
    private final int maxTokensPerBatch;

    /** @param maxTokensPerBatch rows × width of what runs together; bounds the memory for intermediate results */
    public LogLikelihood(FrozenModel<DecoderConfig> model, int maxTokensPerBatch) {
        this.model = model;
        this.maxTokensPerBatch = maxTokensPerBatch;
    }

    private record Row(int index, Continuation text) {
        int length() {
            return text.length();
        }
    }

    /**
     * One result per text, in order.
     *
     * @throws IllegalArgumentException for a text that is longer than the model's positions or has an id outside the
     *     vocabulary
     */
    public List<Likelihood> of(List<Continuation> texts) {
        Likelihood[] results = new Likelihood[texts.size()];
        List<Row> rows = IntStream.range(0, texts.size())
                .mapToObj(i -> new Row(i, texts.get(i)))
                .toList();
        for (List<Row> batch : LengthBuckets.ofEqualWidth(rows, Row::length, WIDTH_STEP, maxTokensPerBatch))
            score(batch, results);
        return List.of(results);
    }

    private void score(List<Row> rows, Likelihood[] results) {
        DecoderConfig config = model.config();
        TokenBatch batch = TokenBatch.of(
                config, rows.stream().map(row -> row.text().inputIds()).toList());
        batch = batch.padded(Math.min(roundUp(batch.width(), WIDTH_STEP), config.maxPositions()));
        Targets targets = Targets.of(rows, batch.width());
        try (Scope scope = Scope.inference()) {
            TensorList scored = model.program()
                    .callList(
                            scope,
                            "log_likelihood",
                            batch.ids(scope),
                            scope.ints(targets.positions()),
                            scope.ints(targets.tokens()),
                            POSITIONS_PER_PART,
                            model.weights(),
                            model.headWeights());
            collect(rows, scored.get(0).floats(), scored.get(1).floats(), results);
        }
    }

    private static void collect(List<Row> rows, float[] logProbs, float[] likeliest, Likelihood[] results) {
        int next = 0;
        for (Row row : rows) {
            int tokens = row.text().continuation().length;
            double sum = 0;
            boolean greedy = true;
            for (int i = 0; i < tokens; i++, next++) {
                sum += logProbs[next];
                greedy &= likeliest[next] == 1;
            }
            results[row.index()] = new Likelihood(sum, tokens, greedy);
        }
    }

    /** Where predictions are looked at, in a padded batch, and the tokens that follow there. */
    private record Targets(long[] positions, long[] tokens) {
        static Targets of(List<Row> rows, int width) {
            int count = rows.stream()
                    .mapToInt(row -> row.text().continuation().length)
                    .sum();
            Targets targets = new Targets(new long[count], new long[count]);
            int next = 0;
            for (int row = 0; row < rows.size(); row++) {
                Continuation text = rows.get(row).text();
                for (int i = 0; i < text.continuation().length; i++, next++) {
                    targets.positions[next] = (long) row * width + text.prompt().length - 1 + i;
                    targets.tokens[next] = text.continuation()[i];
                }
            }
            return targets;
        }
    }
}
