package org.alignersquad.models.generate;

/** Why a generated text ends. */
public enum FinishReason {
    /** A stop token or a stop string. */
    STOP,
    /** The most new tokens, or the end of the model's positions. */
    LENGTH
}
