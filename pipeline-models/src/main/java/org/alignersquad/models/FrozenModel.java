package org.alignersquad.models;

import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.architecture.Programs;
import org.alignersquad.models.engine.Packing;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.TensorList;
import org.alignersquad.models.engine.Tensors;
import org.alignersquad.models.engine.TorchScript;
import org.alignersquad.models.engine.Weights;

/**
 * A model for inference: its program and its weights, read-only, for any number of threads at once.
 *
 * <p>On the CPU the matrices of linear layers are {@linkplain Packing packed} copies, so that what becomes of a row does
 * not depend, to the last bit, on the rows that are computed with it; later training of the model does not reach them.
 * Elsewhere, and where the natives cannot pack, the model's own weights are read, in the model's precision. Vectors and embeddings are the model's
 * own in either case: the model must stay open, and must not be trained meanwhile.
 */
public final class FrozenModel<C extends ModelConfig> implements AutoCloseable {
    private final C config;
    private final Scope owner;
    private final TorchScript program;
    private final Tensors weights;
    private final Tensors headWeights;

    private FrozenModel(C config, Scope owner, TorchScript program, Tensors weights, Tensors headWeights) {
        this.config = config;
        this.owner = owner;
        this.program = program;
        this.weights = weights;
        this.headWeights = headWeights;
    }

    static <C extends ModelConfig> FrozenModel<C> of(C config, Weights weights, Compute compute) {
        return Packing.supports(weights) ? packed(config, weights) : plain(config, weights, compute);
    }

    private static <C extends ModelConfig> FrozenModel<C> plain(C config, Weights weights, Compute compute) {
        Scope owner = Scope.inference();
        Tensors rounded = compute.precision().cast(owner, weights);
        return new FrozenModel<>(config, owner, TorchScript.compile(config.script()), rounded, rounded);
    }

    private static <C extends ModelConfig> FrozenModel<C> packed(C config, Weights weights) {
        Scope owner = Scope.inference();
        List<Integer> matrices = matrices(config);
        TensorList body = weights.with(matrices, Packing.pack(owner, weights.at(matrices), config.fanInFanOut()));
        TensorList head = body;
        if (config instanceof DecoderConfig decoder && decoder.tiedHead()) {
            // the same table is looked up as embeddings, which takes the plain one
            List<Integer> embeddings = List.of(0);
            head = body.with(embeddings, Packing.pack(owner, weights.at(embeddings), false));
        }
        TorchScript program = TorchScript.compile(Programs.packed(config.script()));
        return new FrozenModel<>(config, owner, program, body, head);
    }

    /** What weight decay applies to are the matrices of linear layers. */
    private static List<Integer> matrices(ModelConfig config) {
        List<ParameterSpec> specs = config.parameters();
        return IntStream.range(0, specs.size())
                .filter(i -> specs.get(i).decayed() && specs.get(i).shape().length == 2)
                .boxed()
                .toList();
    }

    public C config() {
        return config;
    }

    public TorchScript program() {
        return program;
    }

    /** All parameters, in the program's order. */
    public Tensors weights() {
        return weights;
    }

    /** The same for the program's head. */
    public Tensors headWeights() {
        return headWeights;
    }

    /** Frees the packed copies; the model stays as it is. */
    @Override
    public void close() {
        owner.close();
    }
}
