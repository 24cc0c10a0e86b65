package org.alignersquad.core.task;

import java.io.Serializable;

/**
 * Two responses to one question, for the judge.
 *
 * @param id the row they belong to; not part of the prompt
 */
public record ResponsePair(String id, String question, String responseA, String responseB) implements Serializable {
    /** The same pair in the other order. */
    public ResponsePair swapped() {
        return new ResponsePair(id, question, responseB, responseA);
    }
}
