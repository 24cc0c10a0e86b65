package org.alignersquad.core.teacher;

/** A teacher's answer that lacks the form it was asked for. The message says, to the teacher, what is missing. */
public final class MalformedAnswerException extends Exception {
    public MalformedAnswerException(String message) {
        super(message);
    }
}
