package org.alignersquad.core.teacher.embedded;

/** Slots of the teacher's sentences, written {@code {name}}. */
final class Slots {
    static final String TOPIC = "{topic}";
    static final String OTHER = "{other}";
    static final String OPENING = "{opening}";

    private Slots() {}

    static String topic(String sentence, String topic) {
        return sentence.replace(TOPIC, topic);
    }
}
