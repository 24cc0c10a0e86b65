package org.alignersquad.align;

/** Why a row was left as it is without being looked at. */
public enum SkipReason {
    NO_PROMPT,
    NO_RESPONSE,
    TOO_LONG,
    /** An inspector's endpoint gave no score. */
    INSPECTOR_FAILED
}
