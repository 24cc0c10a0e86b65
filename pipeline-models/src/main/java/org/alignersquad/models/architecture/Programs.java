package org.alignersquad.models.architecture;

import java.util.Map;
import org.alignersquad.models.engine.ScriptText;

/** Complete programs: an architecture's own text and what all architectures share. */
public final class Programs {
    private static final String LINEAR = shared("linear.py.txt");
    private static final String PACKED_LINEAR = shared("packed_linear.py.txt");
    private static final String SHARED = LINEAR + "\n" + shared("layers.py.txt") + "\n" + shared("attention.py.txt");
    private static final String CAUSAL_LM = shared("causal_lm.py.txt");

    private Programs() {}

    /**
     * A decoder: the architecture's text defines what {@code decoder.py.txt} calls.
     *
     * @param values of the text's slots, and of those of {@code decoder.py.txt} except for the window's
     */
    public static String causalLm(Class<?> owner, String resource, Map<String, Object> values) {
        return SHARED + "\n" + ScriptText.read(owner, resource, values) + "\n"
                + ScriptText.read(Programs.class, "decoder.py.txt", values) + "\n" + CAUSAL_LM + "\n"
                + recompute(values);
    }

    /** Training with few activations kept, for a text that defines what {@code recompute.py.txt} calls. */
    public static String recompute(Map<String, Object> values) {
        return ScriptText.read(Programs.class, "recompute.py.txt", values);
    }

    /** A classifier: the texts define {@code logits} and {@code loss}. */
    public static String classifier(String... texts) {
        return SHARED + "\n" + String.join("\n", texts);
    }

    /** The same program for weights of linear layers that {@code packed_linear.py.txt} has packed. */
    public static String packed(String script) {
        if (!script.startsWith(LINEAR)) throw new IllegalArgumentException("Script has no shared linear layers");
        return PACKED_LINEAR + script.substring(LINEAR.length());
    }

    private static String shared(String resource) {
        return ScriptText.read(Programs.class, resource, Map.of());
    }
}
