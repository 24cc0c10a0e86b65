package org.alignersquad.models.architecture;

import java.util.Map;
import org.alignersquad.models.engine.ScriptText;

/** Complete programs: an architecture's own text and what all architectures share. */
public final class Programs {
    private static final String LINEAR = shared("linear.py.txt");
    private static final String PACKED_LINEAR = shared("packed_linear.py.txt");
    private static final String ATTENTION = shared("attention.py.txt");
    private static final String SHARED = LINEAR + "\n" + ATTENTION;
    private static final String CAUSAL_LM = shared("causal_lm.py.txt");

    private Programs() {}

    /** A decoder: the architecture defines {@code hidden}, {@code decode}, {@code cache} and {@code head}. */
    public static String causalLm(Class<?> owner, String resource, Map<String, Object> values) {
        return SHARED + "\n" + ScriptText.read(owner, resource, values) + "\n" + CAUSAL_LM;
    }

    /** A classifier: the architecture defines {@code logits} and {@code loss}. */
    public static String classifier(Class<?> owner, String resource, Map<String, Object> values) {
        return SHARED + "\n" + ScriptText.read(owner, resource, values);
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
