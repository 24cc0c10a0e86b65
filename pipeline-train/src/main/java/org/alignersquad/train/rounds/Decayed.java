package org.alignersquad.train.rounds;

import java.util.Arrays;
import java.util.List;
import org.alignersquad.models.architecture.ParameterSpec;

/**
 * For each trained number, whether weight decay applies to it.
 *
 * @param specs what is trained, in order
 */
record Decayed(List<ParameterSpec> specs) {
    /** The answers for so many numbers from this place on. */
    boolean[] of(long from, int length) {
        boolean[] decayed = new boolean[length];
        long start = 0;
        for (ParameterSpec spec : specs) {
            long first = Math.max(start - from, 0);
            long end = Math.min(start + spec.count() - from, length);
            if (spec.decayed() && first < end) Arrays.fill(decayed, (int) first, (int) end, true);
            start += spec.count();
        }
        return decayed;
    }
}
