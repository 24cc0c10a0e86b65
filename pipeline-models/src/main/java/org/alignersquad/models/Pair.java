package org.alignersquad.models;

import java.io.Serializable;

/** A prompt and a response to it. */
public record Pair(String prompt, String response) implements Serializable {}
