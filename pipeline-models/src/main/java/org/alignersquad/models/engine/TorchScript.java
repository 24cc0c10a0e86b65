package org.alignersquad.models.engine;

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
     * @param arguments {@link Tensor}, {@link Weights} (a list of tensors), and in an inference scope also {@link Long},
     *     {@link Double} and {@link Boolean}; a recording scope takes one {@link Weights} and no numbers
     */
    public Tensor call(Scope scope, String function, Object... arguments) {
        return scope.records() ? record(scope, function, arguments) : infer(scope, function, arguments);
    }

    private Tensor record(Scope scope, String function, Object[] arguments) {
        NDList inputs = new NDList();
        for (Object argument : arguments) {
            if (argument instanceof Weights weights) inputs.addAll(weights.arrays());
            else inputs.add(((Tensor) argument).array());
        }
        NDArray method = scope.manager().create(0f);
        method.setName("module_method:" + function);
        inputs.add(method);
        JniUtils.setGradMode(true);
        try {
            return new Tensor(
                    (PtNDArray) IValueUtils.forward(block, inputs, true).singletonOrThrow());
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    private Tensor infer(Scope scope, String function, Object[] arguments) {
        List<IValue> values = new ArrayList<>();
        try {
            for (Object argument : arguments) values.add(value(argument));
            try (IValue result = IValueUtils.runMethod(block, function, values.toArray(IValue[]::new))) {
                return new Tensor(result.toTensor(scope.manager()));
            }
        } finally {
            values.forEach(IValue::close);
        }
    }

    private static IValue value(Object argument) {
        if (argument instanceof Tensor tensor) return IValue.from(tensor.array());
        if (argument instanceof Weights weights) return Weights.list(weights.arrays());
        if (argument instanceof Arrays list) return Weights.list(list.arrays());
        if (argument instanceof Long number) return IValue.from(number.longValue());
        if (argument instanceof Double number) return IValue.from(number.doubleValue());
        if (argument instanceof Boolean truth) return IValue.from(truth.booleanValue());
        throw new IllegalArgumentException("Cannot pass to a script: " + argument.getClass());
    }

    /** A list argument made of some of the arrays that weights own. */
    record Arrays(List<PtNDArray> arrays) {}
}
