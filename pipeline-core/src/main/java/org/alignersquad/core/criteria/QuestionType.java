package org.alignersquad.core.criteria;

import java.io.Serializable;

/** A kind of question the teacher is asked to invent, such as "first steps", and what it covers in one sentence. */
public record QuestionType(String name, String description) implements Serializable {
    public QuestionType {
        Texts.require("question_types.name", name);
        Texts.require("question_types.description", description);
    }
}
