package org.alignersquad.models.architecture;

import java.util.Arrays;
import java.util.List;

/** Non-linear functions under Hugging Face's names. */
public enum Activation {
    GELU("torch.gelu", "gelu", "gelu_python"),
    GELU_TANH("self.gelu_tanh", "gelu_new", "gelu_pytorch_tanh", "gelu_fast"),
    GELU_SIGMOID("self.gelu_sigmoid", "quick_gelu"),
    RELU("torch.relu", "relu"),
    SILU("torch.silu", "silu", "swish");

    private final String function;
    private final List<String> names;

    Activation(String function, String... names) {
        this.function = function;
        this.names = List.of(names);
    }

    /** Every name that {@link #of} knows. */
    static String[] names() {
        return Arrays.stream(values()).flatMap(a -> a.names.stream()).toArray(String[]::new);
    }

    /** @throws IllegalArgumentException for another name, with the supported ones */
    public static Activation of(String name) {
        return Arrays.stream(values())
                .filter(a -> a.names.contains(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Activation is '" + name + "', expected one of " + Arrays.toString(names())));
    }

    /** What a program calls. */
    public String function() {
        return function;
    }
}
