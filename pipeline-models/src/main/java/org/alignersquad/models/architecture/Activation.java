package org.alignersquad.models.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Non-linear functions under Hugging Face's names. */
public enum Activation {
    GELU("gelu", "gelu_python"),
    GELU_TANH("gelu_new", "gelu_pytorch_tanh", "gelu_fast"),
    GELU_SIGMOID("quick_gelu"),
    RELU("relu"),
    SILU("silu", "swish");

    private final List<String> names;

    Activation(String... names) {
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

    /** What it is called in {@code layers.py.txt}, in quotes. */
    public String literal() {
        return '"' + name().toLowerCase(Locale.ROOT) + '"';
    }
}
