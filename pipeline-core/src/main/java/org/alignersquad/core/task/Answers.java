package org.alignersquad.core.task;

import java.io.Serializable;

/** An initial response, what is wrong with it, and the response that mends that. */
public record Answers(String response, String critique, String alignedResponse) implements Serializable {
    /**
     * Of a response that was there already: where only white space differs the teacher meant to leave it alone, and the
     * aligned response is the response, character for character.
     */
    public static Answers revised(String response, String critique, String alignedResponse) {
        boolean unchanged = letters(response).equals(letters(alignedResponse));
        return new Answers(response, critique, unchanged ? response : alignedResponse);
    }

    private static String letters(String text) {
        return text.replaceAll("\\s+", "");
    }
}
