package org.alignersquad.synth;

import org.alignersquad.core.teacher.Sampling;
import org.jspecify.annotations.Nullable;

/**
 * How topics are asked for.
 *
 * @param rounds each shows topics of the rounds before it
 * @param callsPerRound for each question type
 * @param perCall topics asked for in a call
 * @param examples topics shown in a call
 * @param perType most topics that are kept of one question type, so that none prevails
 * @param balance null where only {@code per_type} keeps them in balance
 */
record TopicsConfig(
        int rounds,
        int callsPerRound,
        int perCall,
        int examples,
        int perType,
        Sampling sampling,
        @Nullable Balance balance) {
    /** What keeps a question type from prevailing. */
    enum Balance {
        /** Between rounds and after the last, types have as many topics as the one with the fewest (the paper's way). */
        SMALLEST_TYPE
    }

    TopicsConfig {
        Checks.atLeast("rounds", 1, rounds);
        Checks.atLeast("calls_per_round", 1, callsPerRound);
        Checks.atLeast("per_call", 1, perCall);
        Checks.atLeast("examples", 0, examples);
        Checks.atLeast("per_type", 1, perType);
    }
}
