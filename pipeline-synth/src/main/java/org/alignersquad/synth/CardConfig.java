package org.alignersquad.synth;

import org.jspecify.annotations.Nullable;

/**
 * What the data card says that no stage knows.
 *
 * @param license the Hub's name of the licence under which the rows may be used, such as {@code cc-by-4.0} or {@code other}
 * @param title of the data set
 * @param description one paragraph; null for none
 */
record CardConfig(String license, String title, @Nullable String description) {
    CardConfig {
        if (license.isBlank()) throw new IllegalArgumentException("license must not be blank");
        if (title.isBlank()) throw new IllegalArgumentException("title must not be blank");
    }
}
