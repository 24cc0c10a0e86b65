package org.alignersquad.core.task;

import java.io.Serializable;

/** A question with a response and what is wrong with it; all are untrusted. */
public record CritiquedResponse(Question question, String response, String critique) implements Serializable {}
