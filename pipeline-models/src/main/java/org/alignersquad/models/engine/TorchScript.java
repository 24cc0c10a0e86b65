package org.alignersquad.models.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A program for tensors, written as functions in TorchScript and run by the engine in one native call.
 *
 * <p>A source is a sequence of {@code def name(self, argument: Type, ...) -> Type:}. Programs hold no state: weights are
 * arguments, so one program serves any number of replicas and threads. Equal sources are compiled once per process.
 */
public final class TorchScript {
    private static final Map<String, TorchScript> COMPILED = new ConcurrentHashMap<>();
    private static final String CLASS = "class Script(Module):\n  __parameters__ = []\n  __buffers__ = []\n"
            + "  training : bool\n  _is_full_backward_hook : Optional[bool]\n";

    private final PtSymbolBlock block;

    private TorchScript(PtSymbolBlock block) {
        this.block = block;
    }

    /** The program of this source; a mistake in it is an exception that shows the line. */
    public static TorchScript compile(String source) {
        return COMPILED.computeIfAbsent(source, TorchScript::load);
    }

    private static TorchScript load(String source) {
        String methods = source.replaceAll("(?m)^(def \\w+\\(self)", "$1: __torch__.Script")
                .indent(2);
        byte[] archive = ScriptArchive.of(CLASS + methods);
        try {
            return new TorchScript(JniUtils.loadModule(Torch.enter(), new ByteArrayInputStream(archive), false, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Calls a function that returns one tensor; the result belongs to the scope.
     *
     * @param arguments {@link Tensor}, {@link Tensors} (a list of tensors), and in an inference scope also {@link Long},
     *     {@link Double} and {@link Boolean}. Single tensors are brought to where the list's tensors are
     */
    public Tensor call(Scope scope, String function, Object... arguments) {
        if (scope.records())
            return new Tensor((PtNDArray) record(scope, function, arguments).singletonOrThrow());
        try (IValue result = infer(function, arguments)) {
            return new Tensor(result.toTensor(scope.manager()));
        }
    }

    /** Calls a function that returns a list of tensors; they belong to the scope. */
    public TensorList callList(Scope scope, String function, Object... arguments) {
        if (scope.records()) return list(record(scope, function, arguments));
        try (IValue result = infer(function, arguments)) {
            return list(result.toNDList(scope.manager()));
        }
    }

    private static TensorList list(NDList arrays) {
        return new TensorList(arrays.stream().map(PtNDArray.class::cast).toList());
    }

    private NDList record(Scope scope, String function, Object[] arguments) {
        Device device = device(arguments);
        // results belong to the owner of the first input
        NDArray method = scope.manager().create(0f);
        method.setName("module_method:" + function);
        NDList inputs = new NDList(method);
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Tensors list) addList(inputs, list, "list" + i + "[]");
            else inputs.add(placed((Tensor) arguments[i], device));
        }
        JniUtils.setGradMode(true);
        try {
            return IValueUtils.forward(block, inputs, true);
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    /** Arrays of one name form one list argument. */
    private static void addList(NDList inputs, Tensors list, String name) {
        for (PtNDArray array : list.arrays()) {
            array.setName(name);
            inputs.add(array);
        }
    }

    private IValue infer(String function, Object[] arguments) {
        Device device = device(arguments);
        List<IValue> values = new ArrayList<>();
        try {
            for (Object argument : arguments) values.add(value(argument, device));
            return IValueUtils.runMethod(block, function, values.toArray(IValue[]::new));
        } finally {
            values.forEach(IValue::close);
        }
    }

    private static IValue value(Object argument, Device device) {
        if (argument instanceof Tensor tensor) return IValue.from(placed(tensor, device));
        if (argument instanceof Tensors list)
            return IValue.listFrom(list.arrays().toArray(PtNDArray[]::new));
        if (argument instanceof Long number) return IValue.from(number.longValue());
        if (argument instanceof Double number) return IValue.from(number.doubleValue());
        if (argument instanceof Boolean truth) return IValue.from(truth.booleanValue());
        throw new IllegalArgumentException("Cannot pass to a script: " + argument.getClass());
    }

    private static Device device(Object[] arguments) {
        for (Object argument : arguments) if (argument instanceof Tensors list) return list.device();
        return Device.cpu();
    }

    private static PtNDArray placed(Tensor tensor, Device device) {
        return (PtNDArray) tensor.array().toDevice(device, false);
    }
}
