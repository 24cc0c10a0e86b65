package org.alignersquad.models.lora;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.architecture.Initialization;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.engine.FlatView;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.ScriptText;
import org.alignersquad.models.engine.Tensor;
import org.alignersquad.models.engine.TensorList;
import org.alignersquad.models.engine.TorchScript;
import org.alignersquad.models.engine.Weights;
import org.alignersquad.models.train.LossTerms;
import org.alignersquad.models.train.Trainable;
import org.alignersquad.models.train.TrainableModel;

/**
 * A low-rank adapter of a model (Hu et al. 2021): matrices W of the model act as {@code W + s·B·A}, and only A, B and the
 * modules that are trained whole change.
 *
 * <p>The sums are formed once per micro batch, before the model's own program runs on them, so an adapter works with every
 * architecture, gives bit for bit what the merged model gives, and gradients reach A and B by themselves. What it costs
 * against adding {@code B(A(x))} in every layer: a copy of the adapted matrices and their full gradient while a micro
 * batch is computed.
 *
 * <p>The base model is frozen while the adapter is open and is not owned. One thread at a time.
 */
public final class LoraAdapter<E> implements Trainable<E>, AutoCloseable {
    private final TrainableModel<E> base;
    private final LoraConfig config;
    private final LoraLayout layout;
    private final TorchScript program;
    private final Weights weights;
    private final List<Boolean> decayed;

    private LoraAdapter(TrainableModel<E> base, LoraConfig config, LoraLayout layout, List<NamedTensor> tensors) {
        this.base = base;
        this.config = config;
        this.layout = layout;
        program = TorchScript.compile(script(config, layout));
        weights = Weights.of(tensors, base.compute().device());
        decayed =
                layout.trained(config.r()).stream().map(ParameterSpec::decayed).toList();
        base.weights().trainable(false);
    }

    private static String script(LoraConfig config, LoraLayout layout) {
        return ScriptText.read(
                LoraAdapter.class,
                "lora.py.txt",
                Map.of(
                        "adapted", layout.adapted(),
                        "saved", layout.saved().isEmpty() ? "annotate(List[int], [])" : layout.saved(),
                        "scaling", config.scaling(),
                        "dropout", config.loraDropout(),
                        "fan_in_fan_out", layout.fanInFanOut() ? "True" : "False"));
    }

    /**
     * A fresh adapter, which changes nothing yet: B is zero, modules that are trained whole start as they are in the base.
     *
     * @throws IllegalArgumentException for a module name that the model does not have
     */
    public static <E> LoraAdapter<E> create(TrainableModel<E> base, LoraConfig config, long seed) {
        LoraLayout layout = LoraLayout.of(base.config(), config);
        List<NamedTensor> tensors = new ArrayList<>(Initialization.draw(layout.trained(config.r()), seed));
        List<NamedTensor> basic = base.weights().tensors();
        int next = 2 * layout.adapted().size();
        for (int place : layout.saved()) tensors.set(next++, copy(basic.get(place)));
        return new LoraAdapter<>(base, config, layout, tensors);
    }

    private static NamedTensor copy(NamedTensor tensor) {
        float[] values = new float[tensor.floats().remaining()];
        tensor.floats().get(values);
        return NamedTensor.of(tensor.name(), tensor.shape(), values);
    }

    /** An adapter with trained tensors, in the layout's order. */
    static <E> LoraAdapter<E> of(TrainableModel<E> base, LoraConfig config, List<NamedTensor> tensors) {
        return new LoraAdapter<>(base, config, LoraLayout.of(base.config(), config), tensors);
    }

    /**
     * Reads an adapter's directory: {@value AdapterFiles#CONFIG} and {@value AdapterFiles#WEIGHTS}, as PEFT writes them.
     *
     * @throws org.alignersquad.models.CheckpointException naming the directory and what is wrong with it
     */
    public static <E> LoraAdapter<E> open(TrainableModel<E> base, Path directory) {
        return AdapterFiles.open(base, directory);
    }

    /** Whether a directory holds an adapter and no model of its own. */
    public static boolean isAdapter(Path directory) {
        return Files.exists(directory.resolve(AdapterFiles.CONFIG)) && !Files.exists(directory.resolve("config.json"));
    }

    /**
     * The name or path of the base model, as an adapter's directory has it.
     *
     * @throws org.alignersquad.models.CheckpointException naming the directory and what is wrong with it
     */
    public static String baseModel(Path directory) {
        return AdapterFiles.baseModel(directory);
    }

    /**
     * Writes an adapter's directory, which appears complete or not at all.
     *
     * @param baseModel name or path of the base model, for people and for PEFT
     */
    public void save(Path directory, String baseModel) {
        AdapterFiles.save(directory, this, baseModel);
    }

    public LoraConfig config() {
        return config;
    }

    public TrainableModel<E> base() {
        return base;
    }

    LoraLayout layout() {
        return layout;
    }

    @Override
    public Weights weights() {
        return weights;
    }

    @Override
    public List<Boolean> decayed() {
        return decayed;
    }

    @Override
    public int length(E example) {
        return base.length(example);
    }

    @Override
    public double weight(E example) {
        return base.weight(example);
    }

    @Override
    public double lossScale() {
        return base.lossScale();
    }

    @Override
    public Tensor loss(Scope scope, List<E> examples, LossTerms terms) {
        // without gradients a model is measured, and nothing is dropped
        return base.loss(scope, effective(scope, "effective", 0), examples, terms);
    }

    @Override
    public Tensor backward(Scope scope, List<E> examples, LossTerms terms) {
        String function = config.loraDropout() > 0 ? "effective_with_dropout" : "effective";
        return base.backward(scope, effective(scope, function, terms.seed()), examples, terms);
    }

    /** The tensors that act in place of the base's weights. */
    private TensorList effective(Scope scope, String function, long seed) {
        return program.callList(scope, function, scope.scalar(seed), base.weights(), weights);
    }

    /**
     * Adds the adapter to the base's weights, in place, and takes it out of the adapter: the base is then what the two
     * were together, ready to be saved or to generate, and this adapter does nothing any more.
     */
    public void merge() {
        try (Scope scope = Scope.inference()) {
            program.call(scope, "merge", scope.scalar(0L), base.weights(), weights);
        }
    }

    /** What the two are together, as tensors of the base's names; the base is left as it is. */
    public List<NamedTensor> mergedTensors() {
        try (Scope scope = Scope.inference()) {
            TensorList effective = effective(scope, "effective", 0);
            List<NamedTensor> merged = new ArrayList<>();
            for (int i = 0; i < effective.size(); i++)
                merged.add(NamedTensor.of(
                        base.weights().names().get(i),
                        effective.get(i).shape(),
                        effective.get(i).floats()));
            return merged;
        }
    }

    /** The trained numbers: A and B of every adapted matrix, then what is trained whole. */
    public FlatView flat() {
        return weights.flat();
    }

    /** Frees the adapter's tensors; the base's weights can be trained again. */
    @Override
    public void close() {
        base.weights().trainable(true);
        weights.close();
    }
}
