package org.alignersquad.core.teacher;

import java.util.Locale;

/** How enum constants are written in recipes, tables and reports. */
final class Kebab {
    private Kebab() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
