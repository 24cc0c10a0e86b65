package org.alignersquad.core.teacher.embedded;

/** What a server that follows a {@link FaultScript} can do instead of answering. */
public enum FaultKind {
    /** Status 429; with {@code Retry-After} where the fault has {@code retry_after}. */
    RATE_LIMITED,
    /** Status 500. */
    SERVER_ERROR,
    /** Status 503; with {@code Retry-After} where the fault has {@code retry_after}. */
    UNAVAILABLE,
    /** The connection is reset (TCP RST) before any byte of a response. */
    RESET,
    /** Nothing comes, and the connection stays open. */
    HANG,
    /** The whole answer, in twenty pieces with a pause between them. */
    SLOW_DRIP,
    /** Status 200 and the first half of the answer's JSON. */
    TRUNCATED_JSON,
    /** Status 200 and a text that is none of the forms that prompts ask for. */
    WRONG_CONTENT,
    /** Status 200 without a choice. */
    EMPTY_CHOICES,
    /** Status 200 and a choice whose text is null. */
    EMPTY_TEXT,
    /** Status 200, half of the text, {@code finish_reason: length}. */
    CUT_AT_LENGTH,
    /** Status 200 and the answer with bytes in it that are no UTF-8. */
    INVALID_UTF8,
    /** Status 200 and ten megabytes of text. */
    HUGE_BODY
}
