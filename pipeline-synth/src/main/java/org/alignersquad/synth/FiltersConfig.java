package org.alignersquad.synth;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the rows of all criteria; each criterion has further filters of its own.
 *
 * @param maxRepetition largest share of a response's four-word sequences that stood in it before
 * @param languages ISO 639-1 codes, such as {@code en}, of the languages that questions and responses may be in; null for
 *     any. Short texts in the same script pass, since their language cannot be told
 */
record FiltersConfig(double maxRepetition, @Nullable List<String> languages) implements Serializable {
    FiltersConfig {
        Checks.share("max_repetition", maxRepetition);
        if (languages != null) {
            languages = List.copyOf(languages);
            if (languages.isEmpty() || !Languages.known().containsAll(languages))
                throw new IllegalArgumentException("languages must be of " + Languages.known() + ", are: " + languages);
        }
    }
}
