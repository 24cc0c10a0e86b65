package org.alignersquad.models.train;

import java.io.Serializable;

/**
 * The optimizer between two steps. The arrays are in the order of the parameters and are not copied: treat them as values.
 *
 * @param step updates done so far
 * @param m first moments
 * @param v second moments
 */
public record AdamWState(long step, float[] m, float[] v) implements Serializable {
    public AdamWState {
        if (step < 0 || m.length != v.length)
            throw new IllegalArgumentException(
                    "AdamW state needs a step of at least 0 and moments of equal length, has " + step + ", " + m.length
                            + " and " + v.length);
    }

    /** Before the first step of a model with this many parameters. */
    public static AdamWState zero(long parameters) {
        int size = Math.toIntExact(parameters);
        return new AdamWState(0, new float[size], new float[size]);
    }
}
