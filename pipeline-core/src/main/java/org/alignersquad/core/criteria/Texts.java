package org.alignersquad.core.criteria;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of what a criterion file holds; messages name the key. */
final class Texts {
    private Texts() {}

    static void require(String key, @Nullable String value) {
        if (value == null || value.isBlank())
            throw new IllegalArgumentException(key + " must be a text that is not blank, is: " + value);
    }

    static void requirePositive(String key, int value) {
        if (value < 1) throw new IllegalArgumentException(key + " must be at least 1, is: " + value);
    }

    static <T> List<T> requireSome(String key, @Nullable List<T> values) {
        if (values == null || values.isEmpty())
            throw new IllegalArgumentException(key + " must hold at least one entry, is: " + values);
        return List.copyOf(values);
    }
}
