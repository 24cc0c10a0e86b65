package org.alignersquad.core.task;

import java.io.Serializable;

/** A question with a response that exists already; both are untrusted. */
public record AnsweredQuestion(Question question, String response) implements Serializable {}
