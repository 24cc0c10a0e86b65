package org.alignersquad.core.criteria;

import java.io.Serializable;

/**
 * A worked example in the answers prompt. Where nothing is wrong, {@code alignedResponse} equals {@code response};
 * such examples teach that a good answer is left alone.
 */
public record Demonstration(String question, String response, String critique, String alignedResponse)
        implements Serializable {
    public Demonstration {
        Texts.require("demonstrations.question", question);
        Texts.require("demonstrations.response", response);
        Texts.require("demonstrations.critique", critique);
        Texts.require("demonstrations.aligned_response", alignedResponse);
    }

    public boolean nothingWrong() {
        return response.equals(alignedResponse);
    }
}
