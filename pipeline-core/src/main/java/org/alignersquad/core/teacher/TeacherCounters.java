package org.alignersquad.core.teacher;

/** Counts what happens, by name. Safe for use by many threads; cheap enough for every request. */
@FunctionalInterface
public interface TeacherCounters {
    /** HTTP requests sent, those included that were sent again. */
    String REQUESTS = "teacher.requests";
    /** HTTP requests that ended without an answer; followed by a dot and the reason. */
    String FAILURES = "teacher.failures.";
    /** Answers that were paid. */
    String ANSWERS = "teacher.answers";
    /** Answers that came from the ledger or from an equal request in flight. */
    String CACHED = "teacher.cached";
    /** Calls that ended without an output; followed by a dot and the reason. */
    String FAILED_CALLS = "teacher.failed_calls.";

    String PROMPT_TOKENS = "teacher.prompt_tokens";
    String COMPLETION_TOKENS = "teacher.completion_tokens";
    /** In the currency of the recipe's prices. */
    String MONEY = "teacher.money";
    /** {@link #ANSWERS} of one kind of request to one model; followed by a dot, the kind, a dot and the model. */
    String ANSWERS_OF = "teacher.answers_of.";
    /** Prompt and completion tokens of these. */
    String TOKENS_OF = "teacher.tokens_of.";
    /** {@link #MONEY} for these. */
    String MONEY_OF = "teacher.money_of.";
    /** Summed over all answers, from sending to the last byte. */
    String LATENCY_SECONDS = "teacher.latency_seconds";

    void count(String counter, double more);

    static TeacherCounters none() {
        return (counter, more) -> {};
    }
}
