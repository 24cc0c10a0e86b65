package org.alignersquad.core.task;

import java.io.Serializable;

/** An initial response, what is wrong with it, and the response that mends that. */
public record Answers(String response, String critique, String alignedResponse) implements Serializable {}
