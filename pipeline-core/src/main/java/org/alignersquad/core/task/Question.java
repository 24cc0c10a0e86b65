package org.alignersquad.core.task;

import java.io.Serializable;

/**
 * A question to be answered.
 *
 * @param id the row it belongs to; not part of the prompt
 * @param questionType empty where the question came from elsewhere
 * @param topic empty where the question came from elsewhere
 * @param text the question itself; untrusted
 */
public record Question(String id, String questionType, String topic, String text) implements Serializable {}
