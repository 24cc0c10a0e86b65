package org.alignersquad.core.teacher;

import java.io.Serializable;

/**
 * One kind of work for a teacher: how an input becomes a request, and how the answer's text becomes an output.
 *
 * <p>Implementations are pure and serializable: the same input always gives the same request, so that a retried Spark
 * task finds its answers in the ledger.
 *
 * @param <I> what is asked about
 * @param <O> what a well-formed answer holds
 */
public interface GenerationTask<I, O> extends Serializable {
    TeacherRequest request(I input);

    /**
     * Reads an answer.
     *
     * @throws MalformedAnswerException where the text does not have the form that was asked for; its message is shown to
     *     the teacher when the answer is asked for again
     */
    O parse(I input, String text) throws MalformedAnswerException;
}
