package org.alignersquad.models.generate;

import java.io.Serializable;

/**
 * How the next token is drawn.
 *
 * @param temperature 0 takes the likeliest token
 * @param topK draws from that many likeliest tokens
 * @param topP draws from the likeliest tokens whose probabilities before each sum to less than this
 * @param seed with a row's own number it fixes the row's tokens, whatever else is in the batch
 */
public record Sampling(double temperature, int topK, double topP, long seed) implements Serializable {
    /** Takes the likeliest token each time. */
    public static final Sampling GREEDY = new Sampling(0, Integer.MAX_VALUE, 1, 0);

    public Sampling {
        if (!(temperature >= 0) || topK < 1 || !(topP > 0 && topP <= 1))
            throw new IllegalArgumentException("Sampling needs temperature >= 0, top_k >= 1 and top_p in (0, 1], has "
                    + temperature + ", " + topK + ", " + topP);
    }
}
