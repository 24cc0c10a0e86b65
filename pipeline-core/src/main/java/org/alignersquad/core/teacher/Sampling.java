package org.alignersquad.core.teacher;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a teacher draws its tokens; every field shapes the answer and is part of a request's key.
 *
 * @param maxTokens most completion tokens
 * @param stop texts at which the completion ends, not included in it
 * @param seed passed to the endpoint where it takes one; null leaves the draw to it
 */
public record Sampling(
        double temperature,
        double topP,
        int maxTokens,
        List<String> stop,
        @Nullable Long seed) implements Serializable {
    public Sampling {
        if (temperature < 0) throw new IllegalArgumentException("temperature must be at least 0, is: " + temperature);
        if (topP <= 0 || topP > 1) throw new IllegalArgumentException("top_p must be in (0, 1], is: " + topP);
        if (maxTokens < 1) throw new IllegalArgumentException("max_tokens must be at least 1, is: " + maxTokens);
        stop = List.copyOf(stop);
    }

    public Sampling withMaxTokens(int tokens) {
        return new Sampling(temperature, topP, tokens, stop, seed);
    }

    public Sampling withSeed(long newSeed) {
        return new Sampling(temperature, topP, maxTokens, stop, newSeed);
    }
}
