package org.alignersquad.models;

/** A checkpoint directory that cannot be read or written; the message names the directory and what is wrong. */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
