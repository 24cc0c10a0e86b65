package org.alignersquad.core.teacher;

import java.io.Serializable;
import java.util.List;

/**
 * One question to a teacher: everything that shapes its answer, and nothing else (no endpoint address, no key, no row
 * id), so that equal requests share one paid answer.
 *
 * @param model the endpoint's model name
 * @param kind what is asked: {@code topics}, {@code questions}, {@code answers} or {@code judge}; a label for counts and reports
 */
public record TeacherRequest(String model, String kind, List<Message> messages, Sampling sampling)
        implements Serializable {
    public TeacherRequest {
        messages = List.copyOf(messages);
    }
}
