package org.alignersquad.models;

import java.util.List;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.Initialization;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.Tensor;
import org.alignersquad.models.engine.TorchScript;
import org.alignersquad.models.engine.Weights;
import org.alignersquad.models.train.ClassificationExample;
import org.alignersquad.models.train.Trainable;

/** A model that sorts texts into classes. Owns its parameters until it is closed; one thread at a time. */
public final class SequenceClassifier implements Model, Trainable<ClassificationExample> {
    private final EncoderConfig config;
    private final TorchScript program;
    private final Weights weights;
    private final List<Boolean> decayed;

    private SequenceClassifier(EncoderConfig config, List<NamedTensor> parameters) {
        this.config = config;
        program = TorchScript.compile(config.script());
        weights = Weights.of(ParameterTable.match(config, parameters));
        decayed = config.parameters().stream().map(ParameterSpec::decayed).toList();
    }

    /** A fresh model; the same for a seed on every machine. */
    public static SequenceClassifier create(EncoderConfig config, long seed) {
        return new SequenceClassifier(config, Initialization.draw(config, seed));
    }

    /**
     * A model of these parameters under their Hugging Face names; direct buffers are shared.
     *
     * @throws IllegalArgumentException listing tensors that are missing, left over or of another shape
     */
    public static SequenceClassifier of(EncoderConfig config, List<NamedTensor> parameters) {
        return new SequenceClassifier(config, parameters);
    }

    /** A copy with room for this many tokens; new embeddings are the mean of the old ones. Both must be closed. */
    public SequenceClassifier withVocabSize(int vocabSize) {
        EncoderConfig resized = config.withVocabSize(vocabSize);
        return of(resized, Embeddings.resize(weights.tensors(), resized));
    }

    /** This model for inference, as its weights are now. Close it before the model. */
    public FrozenModel<EncoderConfig> freeze() {
        return FrozenModel.of(config, weights);
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
                    batch.matrix(scope, tokenTypeIds),
                    batch.lengths(scope),
                    weights);
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
    public Tensor loss(Scope scope, List<ClassificationExample> examples, double scale, double dropout, long seed) {
        List<int[]> ids = examples.stream().map(ClassificationExample::inputIds).toList();
        List<int[]> types =
                examples.stream().map(ClassificationExample::tokenTypeIds).toList();
        TokenBatch batch = TokenBatch.of(config, ids);
        return program.call(
                scope,
                "loss",
                batch.ids(scope),
                batch.matrix(scope, types),
                batch.lengths(scope),
                scope.ints(examples.stream()
                        .mapToLong(ClassificationExample::label)
                        .toArray()),
                scope.floats(weights(examples)),
                scope.scalar(scale),
                scope.scalar(dropout),
                scope.scalar(seed),
                weights);
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
