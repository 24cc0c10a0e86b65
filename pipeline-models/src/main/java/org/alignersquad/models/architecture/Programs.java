package org.alignersquad.models.architecture;

import java.util.Map;
import org.alignersquad.models.engine.ScriptText;

/** Complete programs: an architecture's own text and what all architectures share. */
public final class Programs {
    private static final String ATTENTION = shared("attention.py.txt");
    private static final String CAUSAL_LM = shared("causal_lm.py.txt");

    private Programs() {}

    /** A decoder: the architecture defines {@code hidden}, {@code decode}, {@code cache} and {@code head}. */
    public static String causalLm(Class<?> owner, String resource, Map<String, Object> values) {
        return ATTENTION + "\n" + ScriptText.read(owner, resource, values) + "\n" + CAUSAL_LM;
    }

    /** A classifier: the architecture defines {@code logits} and {@code loss}. */
    public static String classifier(Class<?> owner, String resource, Map<String, Object> values) {
        return ATTENTION + "\n" + ScriptText.read(owner, resource, values);
    }

    private static String shared(String resource) {
        return ScriptText.read(Programs.class, resource, Map.of());
    }
}
