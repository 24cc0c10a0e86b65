package org.alignersquad.core.triple;

import java.util.EnumSet;
import java.util.Set;
import org.alignersquad.core.text.Names;

/** Why a row was not kept; spelled in kebab case in every table and report. */
public enum RejectReason {
    // the input could not be read as a row
    CORRUPT_ROW,
    NO_PROMPT,
    NO_RESPONSE,
    BAD_LABEL,
    // the teacher gave no usable answer
    RATE_LIMITED,
    SERVER_ERROR,
    TIMEOUT,
    CONNECTION,
    REFUSED,
    MALFORMED_RESPONSE,
    MALFORMED_ANSWER,
    TRUNCATED,
    CONTENT_FILTER,
    CIRCUIT_OPEN,
    // topics and questions
    BAD_TOPIC,
    OVER_BALANCE,
    WRONG_PREFIX,
    NOT_ASKED_FOR,
    UNFINISHED_LINE,
    MISSING_LINE,
    BANNED_WORD,
    // quality of a triple
    LEAKED_PROMPT,
    REFUSAL,
    EMPTY,
    NONE,
    MARKUP,
    WRONG_LANGUAGE,
    TOO_SHORT,
    TOO_LONG,
    REPETITION,
    CONTRADICTING_CRITIQUE,
    UNCHANGED,
    // against the rest of the data
    DUPLICATE,
    NEAR_DUPLICATE,
    CONTAMINATED;

    private static final Set<RejectReason> PASSING =
            EnumSet.of(RATE_LIMITED, SERVER_ERROR, TIMEOUT, CONNECTION, MALFORMED_RESPONSE, CIRCUIT_OPEN);

    public String kebab() {
        return Names.kebab(this);
    }

    /** Whether the same request may be answered at another time: a later run of the same command asks again. */
    public boolean passing() {
        return PASSING.contains(this);
    }

    public static RejectReason of(String kebab) {
        return Names.fromKebab(RejectReason.class, kebab);
    }
}
