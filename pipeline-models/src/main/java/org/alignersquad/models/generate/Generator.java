package org.alignersquad.models.generate;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.TokenBatch;
import org.alignersquad.models.batch.LengthBuckets;
import org.alignersquad.models.engine.Scope;

/**
 * Continues prompts with a language model: batches of prompts of similar length, a cache of keys and values, and the whole
 * loop over new tokens in one native call. A row's tokens do not depend on the other rows. Does not own the model.
 */
public final class Generator {
    private final CausalLm model;
    private final Set<Integer> stopTokens;
    private final Sampling sampling;
    private final int maxTokensPerBatch;

    /** @param maxTokensPerBatch prompt and new tokens of all rows that run together; bounds the cache */
    public Generator(CausalLm model, Set<Integer> stopTokens, Sampling sampling, int maxTokensPerBatch) {
        this.model = model;
        this.stopTokens = Set.copyOf(stopTokens);
        this.sampling = sampling;
        this.maxTokensPerBatch = maxTokensPerBatch;
    }

    /**
     * Continues every prompt by at most this many tokens, or fewer where the model's positions end.
     *
     * @return one result per prompt, in order
     */
    public List<Generated> generate(List<int[]> prompts, int maxNewTokens) {
        Generated[] results = new Generated[prompts.size()];
        List<Row> rows = IntStream.range(0, prompts.size())
                .mapToObj(i -> new Row(i, prompts.get(i)))
                .toList();
        for (List<Row> batch : LengthBuckets.of(rows, row -> row.prompt().length + maxNewTokens, maxTokensPerBatch))
            generate(batch, maxNewTokens, results);
        return List.of(results);
    }

    private record Row(int index, int[] prompt) {}

    private void generate(List<Row> rows, int maxNewTokens, Generated[] results) {
        TokenBatch batch =
                TokenBatch.of(model.config(), rows.stream().map(Row::prompt).toList());
        int positions = model.config().maxPositions();
        int steps = Math.min(maxNewTokens, positions - rows.get(0).prompt().length);
        try (Scope scope = Scope.inference()) {
            long[] tokens = model.program()
                    .call(
                            scope,
                            "generate",
                            batch.ids(scope),
                            batch.lengths(scope),
                            scope.ints(rows.stream()
                                    .mapToLong(row -> Math.min(maxNewTokens, positions - row.prompt().length))
                                    .toArray()),
                            scope.ints(stopTokens.stream()
                                    .mapToLong(Integer::longValue)
                                    .toArray()),
                            scope.floats(uniforms(rows, steps), rows.size(), steps),
                            sampling.temperature(),
                            (long) sampling.topK(),
                            sampling.topP(),
                            model.weights())
                    .ints();
            for (int i = 0; i < rows.size(); i++)
                results[rows.get(i).index()] = result(Arrays.copyOfRange(tokens, i * steps, (i + 1) * steps));
        }
    }

    private float[] uniforms(List<Row> rows, int steps) {
        float[] uniforms = new float[rows.size() * steps];
        if (sampling.temperature() == 0) return uniforms;
        for (int i = 0; i < rows.size(); i++) {
            SplittableRandom random = new SplittableRandom(
                    sampling.seed() * 0x9e3779b97f4a7c15L + rows.get(i).index());
            for (int step = 0; step < steps; step++) uniforms[i * steps + step] = (float) random.nextDouble();
        }
        return uniforms;
    }

    private Generated result(long[] padded) {
        int[] tokens = Arrays.stream(padded)
                .takeWhile(token -> token >= 0)
                .mapToInt(Math::toIntExact)
                .toArray();
        boolean finished = tokens.length > 0 && stopTokens.contains(tokens[tokens.length - 1]);
        return new Generated(finished ? Arrays.copyOf(tokens, tokens.length - 1) : tokens, finished);
    }
}
