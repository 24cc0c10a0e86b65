package org.alignersquad.core.text;

import java.util.Locale;

/** Spellings of one name: {@code camelCase} in Java, {@code snake_case} in files and columns, {@code kebab-case} for values of a closed set. */
public final class Names {
    private Names() {}

    public static String snake(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    public static String kebab(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constant that {@link #kebab} spells so.
     *
     * @throws IllegalArgumentException where there is none; the message lists those there are
     */
    public static <E extends Enum<E>> E fromKebab(Class<E> type, String kebab) {
        for (E value : type.getEnumConstants()) {
            if (kebab(value).equals(kebab)) return value;
        }
        throw new IllegalArgumentException("must be one of " + kebabs(type) + ", is: " + kebab);
    }

    private static String kebabs(Class<? extends Enum<?>> type) {
        return java.util.Arrays.stream(type.getEnumConstants())
                .map(Names::kebab)
                .toList()
                .toString();
    }
}
