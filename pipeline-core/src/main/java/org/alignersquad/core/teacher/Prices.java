package org.alignersquad.core.teacher;

import java.io.Serializable;

/**
 * What a teacher costs.
 *
 * @param promptPerMillion money per million prompt tokens
 * @param completionPerMillion money per million completion tokens
 * @param currency of both, as in {@code USD}
 */
public record Prices(double promptPerMillion, double completionPerMillion, String currency) implements Serializable {
    private static final double MILLION = 1e6;

    public Prices {
        if (!(promptPerMillion >= 0 && completionPerMillion >= 0)) {
            throw new IllegalArgumentException("prices must be at least 0, are: prompt_per_million " + promptPerMillion
                    + ", completion_per_million " + completionPerMillion);
        }
        if (currency.isBlank()) throw new IllegalArgumentException("currency must not be blank");
    }

    public double money(long promptTokens, long completionTokens) {
        return (promptTokens * promptPerMillion + completionTokens * completionPerMillion) / MILLION;
    }
}
