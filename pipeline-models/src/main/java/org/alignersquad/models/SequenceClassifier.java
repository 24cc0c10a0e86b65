package org.alignersquad.models;

import java.util.List;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.Initialization;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.Tensor;
import org.alignersquad.models.engine.Tensors;
import org.alignersquad.models.engine.TorchScript;
import org.alignersquad.models.engine.Weights;
import org.alignersquad.models.train.ClassificationExample;
import org.alignersquad.models.train.LossTerms;
import org.alignersquad.models.train.TrainableModel;

/** A model that sorts texts into classes. Owns its parameters until it is closed; one thread at a time. */
public final class SequenceClassifier implements TrainableModel<ClassificationExample> {
    private final EncoderConfig config;
    private final TorchScript program;
    private final Weights weights;
    private final List<Boolean> decayed;
    private final Compute compute;

    private SequenceClassifier(EncoderConfig config, List<NamedTensor> parameters, Compute compute) {
        this.config = config;
        this.compute = compute;
        List<NamedTensor> matched = ParameterTable.match(config, parameters);
        program = TorchScript.compile(config.script());
        weights = Weights.of(matched, compute.device());
        decayed = config.parameters().stream().map(ParameterSpec::decayed).toList();
    }

    /** A fresh model on the CPU; the same for a seed on every machine. */
    public static SequenceClassifier create(EncoderConfig config, long seed) {
        return create(config, seed, Compute.CPU);
    }

    /** A fresh model; the same for a seed on every machine. */
    public static SequenceClassifier create(EncoderConfig config, long seed, Compute compute) {
        return new SequenceClassifier(config, Initialization.draw(config, seed), compute);
    }

    /** A model on the CPU; see {@link #of(EncoderConfig, List, Compute)}. */
    public static SequenceClassifier of(EncoderConfig config, List<NamedTensor> parameters) {
        return of(config, parameters, Compute.CPU);
    }

    /**
     * A model of these parameters under their Hugging Face names; on the CPU direct buffers are shared.
     *
     * @throws IllegalArgumentException listing tensors that are missing, left over or of another shape
     */
    public static SequenceClassifier of(EncoderConfig config, List<NamedTensor> parameters, Compute compute) {
        return new SequenceClassifier(config, parameters, compute);
    }

    /** A copy with room for this many tokens; new embeddings are the mean of the old ones. Both must be closed. */
    public SequenceClassifier withVocabSize(int vocabSize) {
        EncoderConfig resized = config.withVocabSize(vocabSize);
        return of(resized, Embeddings.resize(weights.tensors(), resized), compute);
    }

    /**
     * A copy with room for at least this many tokens, and for no fewer than now. Both must be closed.
     *
     * @param multiple the rows of the embeddings become a multiple of it, such as 8 or 64: what GPUs multiply fastest
     */
    public SequenceClassifier withRoomFor(int tokens, int multiple) {
        return withVocabSize(Embeddings.rows(Math.max(tokens, config.vocabSize()), multiple));
    }

    @Override
    public Compute compute() {
        return compute;
    }

    /** This model for inference, as its weights are now. Close it before the model. */
    public FrozenModel<EncoderConfig> freeze() {
        return FrozenModel.of(config, weights, compute);
    }

    @Override
    public EncoderConfig config() {
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

    /** Scores of every class for each text: text × class. Texts go through the model together. */
    public float[][] logits(List<int[]> inputIds, List<int[]> tokenTypeIds) {
        TokenBatch batch = TokenBatch.of(config, inputIds);
        try (Scope scope = Scope.inference()) {
            Tensor logits = program.call(
                    scope,
                    "logits",
                    batch.ids(scope),
                    batch.types(scope, tokenTypeIds, config.typeVocabSize()),
                    batch.lengths(scope),
                    compute.precision().cast(scope, weights));
            return Rows.of(logits.floats(), config.numLabels());
        }
    }

    @Override
    public int length(ClassificationExample example) {
        return example.inputIds().length;
    }

    @Override
    public double weight(ClassificationExample example) {
        return example.weight();
    }

    @Override
    public double lossScale() {
        return compute.precision().lossScale();
    }

    @Override
    public Tensor loss(Scope scope, Tensors weights, List<ClassificationExample> examples, LossTerms terms) {
        return run("loss", scope, weights, examples, terms);
    }

    @Override
    public Tensor backward(Scope scope, Tensors weights, List<ClassificationExample> examples, LossTerms terms) {
        if (compute.recomputeActivations()) return run("loss_backward", scope, weights, examples, terms);
        Tensor loss = loss(scope, weights, examples, terms);
        loss.backward();
        return loss;
    }

    private Tensor run(
            String function, Scope scope, Tensors weights, List<ClassificationExample> examples, LossTerms terms) {
        List<int[]> ids = examples.stream().map(ClassificationExample::inputIds).toList();
        List<int[]> types =
                examples.stream().map(ClassificationExample::tokenTypeIds).toList();
        TokenBatch batch = TokenBatch.of(config, ids);
        return program.call(
                scope,
                function,
                batch.ids(scope),
                batch.types(scope, types, config.typeVocabSize()),
                batch.lengths(scope),
                scope.ints(examples.stream()
                        .mapToLong(ClassificationExample::label)
                        .toArray()),
                scope.floats(weights(examples)),
                scope.scalar(terms.scale()),
                scope.scalar(terms.dropout()),
                scope.scalar(terms.seed()),
                compute.precision().cast(scope, weights));
    }

    private static float[] weights(List<ClassificationExample> examples) {
        float[] weights = new float[examples.size()];
        for (int i = 0; i < weights.length; i++) weights[i] = examples.get(i).weight();
        return weights;
    }

    @Override
    public void close() {
        weights.close();
    }
}
