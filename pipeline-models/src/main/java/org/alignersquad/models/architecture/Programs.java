package org.alignersquad.models.architecture;

import java.util.HashMap;
import java.util.Map;
import org.alignersquad.models.engine.ScriptText;

/** Complete programs: an architecture's own text and what all architectures share. */
public final class Programs {
    private static final String LINEAR = shared("linear.py.txt");
    private static final String PACKED_LINEAR = shared("packed_linear.py.txt");
    private static final String SHARED = LINEAR + "\n" + shared("layers.py.txt") + "\n" + shared("attention.py.txt");
    private static final String CAUSAL_LM = shared("causal_lm.py.txt") + "\n" + shared("generate.py.txt");

    private Programs() {}

    /**
     * A decoder: the architecture's text defines what {@code decoder.py.txt} calls.
     *
     * @param own values of the text's slots that are neither a parameter's place nor of every block
     */
    public static String causalLm(
            Class<?> owner, String resource, ParameterLayout layout, BlockShape block, Map<String, Object> own) {
        Map<String, Object> values = new HashMap<>(layout.slots());
        values.putAll(block.slots());
        values.putAll(own);
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

    /** The same program for weights whose matrices are {@linkplain org.alignersquad.models.engine.Packing packed}. */
    public static String packed(String script) {
        if (!script.startsWith(LINEAR)) throw new IllegalArgumentException("Script has no shared linear layers");
        return PACKED_LINEAR + script.substring(LINEAR.length());
    }

    private static String shared(String resource) {
        return ScriptText.read(Programs.class, resource, Map.of());
    }
}
