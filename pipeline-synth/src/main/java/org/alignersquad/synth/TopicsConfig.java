package org.alignersquad.synth;

import org.alignersquad.core.teacher.Sampling;

/**
 * How topics are asked for.
 *
 * @param rounds each shows topics of the rounds before it
 * @param callsPerRound for each question type
 * @param perCall topics asked for in a call
 * @param examples topics shown in a call
 * @param perType most topics that are kept of one question type, so that none prevails
 */
record TopicsConfig(int rounds, int callsPerRound, int perCall, int examples, int perType, Sampling sampling) {
    TopicsConfig {
        Checks.atLeast("rounds", 1, rounds);
        Checks.atLeast("calls_per_round", 1, callsPerRound);
        Checks.atLeast("per_call", 1, perCall);
        Checks.atLeast("examples", 0, examples);
        Checks.atLeast("per_type", 1, perType);
    }
}
