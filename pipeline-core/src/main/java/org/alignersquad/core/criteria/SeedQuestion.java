package org.alignersquad.core.criteria;

import java.io.Serializable;

/** A hand-written question that shows the teacher what a question of this type about this topic looks like. */
public record SeedQuestion(String type, String topic, String question) implements Serializable {
    public SeedQuestion {
        Texts.require("seed_questions.type", type);
        Texts.require("seed_questions.topic", topic);
        Texts.require("seed_questions.question", question);
    }
}
