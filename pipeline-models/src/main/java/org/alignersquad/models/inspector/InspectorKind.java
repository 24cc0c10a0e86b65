package org.alignersquad.models.inspector;

import java.util.Arrays;
import java.util.Locale;

/** What computes an inspector's score. */
public enum InspectorKind {
    /** Logistic regression on hashed n-grams. */
    LINEAR,
    /** BERT with a classification head. */
    BERT;

    /** The name in files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static InspectorKind of(String key) {
        return Arrays.stream(values())
                .filter(kind -> kind.key().equals(key))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("kind is '" + key + "', expected one of [linear, bert]"));
    }
}
