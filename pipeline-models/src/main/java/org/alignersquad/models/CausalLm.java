package org.alignersquad.models;

import java.util.List;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.Initialization;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.Tensor;
import org.alignersquad.models.engine.Tensors;
import org.alignersquad.models.engine.TorchScript;
import org.alignersquad.models.engine.Weights;
import org.alignersquad.models.train.LossTerms;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.TrainableModel;

/**
 * A language model that predicts the next token. Owns its parameters until it is closed; one thread at a time.
 */
public final class CausalLm implements TrainableModel<TokenExample> {
    private final DecoderConfig config;
    private final TorchScript program;
    private final Weights weights;
    private final List<Boolean> decayed;
    private final Compute compute;

    private CausalLm(DecoderConfig config, List<NamedTensor> parameters, Compute compute) {
        this.config = config;
        this.compute = compute;
        List<NamedTensor> matched = ParameterTable.match(config, parameters);
        program = TorchScript.compile(config.script());
        weights = Weights.of(matched, compute.device());
        decayed = config.parameters().stream().map(ParameterSpec::decayed).toList();
    }

    /** A fresh model on the CPU; the same for a seed on every machine. */
    public static CausalLm create(DecoderConfig config, long seed) {
        return create(config, seed, Compute.CPU);
    }

    /** A fresh model; the same for a seed on every machine. */
    public static CausalLm create(DecoderConfig config, long seed, Compute compute) {
        return new CausalLm(config, Initialization.draw(config, seed), compute);
    }

    /** A model on the CPU; see {@link #of(DecoderConfig, List, Compute)}. */
    public static CausalLm of(DecoderConfig config, List<NamedTensor> parameters) {
        return of(config, parameters, Compute.CPU);
    }

    /**
     * A model of these parameters under their Hugging Face names; on the CPU direct buffers are shared.
     *
     * @throws IllegalArgumentException listing tensors that are missing, left over or of another shape
     */
    public static CausalLm of(DecoderConfig config, List<NamedTensor> parameters, Compute compute) {
        return new CausalLm(config, parameters, compute);
    }

    /** A copy with room for this many tokens; new embeddings are the mean of the old ones. Both must be closed. */
    public CausalLm withVocabSize(int vocabSize) {
        DecoderConfig resized = config.withVocabSize(vocabSize);
        return of(resized, Embeddings.resize(weights.tensors(), resized), compute);
    }

    /**
     * A copy with room for at least this many tokens, and for no fewer than now. Both must be closed.
     *
     * @param multiple the rows of the embeddings become a multiple of it, such as 8 or 64: what GPUs multiply fastest
     */
    public CausalLm withRoomFor(int tokens, int multiple) {
        return withVocabSize(Embeddings.rows(Math.max(tokens, config.vocabSize()), multiple));
    }

    @Override
    public Compute compute() {
        return compute;
    }

    /** This model for inference, as its weights are now. Close it before the model. */
    public FrozenModel<DecoderConfig> freeze() {
        return FrozenModel.of(config, weights, compute);
    }

    @Override
    public DecoderConfig config() {
        return config;
    }

    @Override
    public Weights weights() {
        return weights;
    }

    @Override
    public List<Boolean> decayed() {
        return decayed;
    }

    /** The model's program: see {@code causal_lm.py.txt} for its functions. */
    public TorchScript program() {
        return program;
    }

    /** Scores of every next token after each position of one text: position × vocabulary. */
    public float[][] logits(int[] inputIds) {
        try (Scope scope = Scope.inference()) {
            TokenBatch batch = TokenBatch.of(config, List.of(inputIds));
            Tensor logits = program.call(
                    scope, "logits", batch.ids(scope), compute.precision().cast(scope, weights));
            return Rows.of(logits.floats(), config.vocabSize());
        }
    }

    @Override
    public int length(TokenExample example) {
        return example.inputIds().length;
    }

    @Override
    public double weight(TokenExample example) {
        return example.targets();
    }

    @Override
    public double lossScale() {
        return compute.precision().lossScale();
    }

    @Override
    public Tensor loss(Scope scope, Tensors weights, List<TokenExample> examples, LossTerms terms) {
        return run("loss", scope, weights, examples, terms);
    }

    @Override
    public Tensor backward(Scope scope, Tensors weights, List<TokenExample> examples, LossTerms terms) {
        if (compute.recomputeActivations()) return run("loss_backward", scope, weights, examples, terms);
        Tensor loss = loss(scope, weights, examples, terms);
        loss.backward();
        return loss;
    }

    private Tensor run(String function, Scope scope, Tensors weights, List<TokenExample> examples, LossTerms terms) {
        TokenBatch batch = TokenBatch.of(
                config, examples.stream().map(TokenExample::inputIds).toList());
        Targets targets = Targets.of(examples, batch.width());
        return program.call(
                scope,
                function,
                batch.ids(scope),
                scope.ints(targets.positions()),
                scope.ints(targets.tokens()),
                scope.scalar(terms.scale()),
                scope.scalar(terms.dropout()),
                scope.scalar(terms.seed()),
                compute.precision().cast(scope, weights));
    }

    /** Where predictions count, in a padded batch, and what they should be. */
    private record Targets(long[] positions, long[] tokens) {
        static Targets of(List<TokenExample> examples, int width) {
            int count = examples.stream().mapToInt(TokenExample::targets).sum();
            Targets targets = new Targets(new long[count], new long[count]);
            int next = 0;
            for (int row = 0; row < examples.size(); row++) {
                int[] labels = examples.get(row).labels();
                for (int i = 1; i < labels.length; i++) {
                    if (labels[i] == TokenExample.IGNORED) continue;
                    targets.positions[next] = (long) row * width + i - 1;
                    targets.tokens[next++] = labels[i];
                }
            }
            return targets;
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
