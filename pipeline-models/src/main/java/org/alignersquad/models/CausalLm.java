package org.alignersquad.models;

import java.util.List;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.Initialization;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.Tensor;
import org.alignersquad.models.engine.TorchScript;
import org.alignersquad.models.engine.Weights;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.Trainable;

/**
 * A language model that predicts the next token. Owns its parameters until it is closed; one thread at a time.
 */
public final class CausalLm implements Model, Trainable<TokenExample> {
    private final DecoderConfig config;
    private final TorchScript program;
    private final Weights weights;
    private final List<Boolean> decayed;

    private CausalLm(DecoderConfig config, List<NamedTensor> parameters) {
        this.config = config;
        program = TorchScript.compile(config.script());
        weights = Weights.of(ParameterTable.match(config, parameters));
        decayed = config.parameters().stream().map(ParameterSpec::decayed).toList();
    }

    /** A fresh model; the same for a seed on every machine. */
    public static CausalLm create(DecoderConfig config, long seed) {
        return new CausalLm(config, Initialization.draw(config, seed));
    }

    /**
     * A model of these parameters under their Hugging Face names; direct buffers are shared.
     *
     * @throws IllegalArgumentException listing tensors that are missing, left over or of another shape
     */
    public static CausalLm of(DecoderConfig config, List<NamedTensor> parameters) {
        return new CausalLm(config, parameters);
    }

    /** A copy with room for this many tokens; new embeddings are the mean of the old ones. Both must be closed. */
    public CausalLm withVocabSize(int vocabSize) {
        DecoderConfig resized = config.withVocabSize(vocabSize);
        return of(resized, Embeddings.resize(weights.tensors(), resized));
    }

    /** This model for inference, as its weights are now. Close it before the model. */
    public FrozenModel<DecoderConfig> freeze() {
        return FrozenModel.of(config, weights);
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
            Tensor logits = program.call(scope, "logits", batch.ids(scope), weights);
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
    public Tensor loss(Scope scope, List<TokenExample> examples, double scale, double dropout, long seed) {
        TokenBatch batch = TokenBatch.of(
                config, examples.stream().map(TokenExample::inputIds).toList());
        Targets targets = Targets.of(examples, batch.width());
        return program.call(
                scope,
                "loss",
                batch.ids(scope),
                scope.ints(targets.positions()),
                scope.ints(targets.tokens()),
                scope.scalar(scale),
                scope.scalar(dropout),
                scope.scalar(seed),
                weights);
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
