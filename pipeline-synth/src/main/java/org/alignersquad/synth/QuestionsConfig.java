package org.alignersquad.synth;

import org.alignersquad.core.teacher.Sampling;

/**
 * How questions are asked for.
 *
 * @param perTopic questions about one topic; types repeat only where this is more than there are types
 * @param hintsPerCall pairs of a type and a topic in a call, each of which asks for a question
 * @param seedsPerCall hand-written questions shown in a call
 */
record QuestionsConfig(int perTopic, int hintsPerCall, int seedsPerCall, Sampling sampling) {
    QuestionsConfig {
        Checks.atLeast("per_topic", 1, perTopic);
        Checks.atLeast("hints_per_call", 1, hintsPerCall);
        Checks.atLeast("seeds_per_call", 0, seedsPerCall);
    }
}
