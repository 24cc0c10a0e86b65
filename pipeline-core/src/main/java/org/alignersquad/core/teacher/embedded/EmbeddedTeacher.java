package org.alignersquad.core.teacher.embedded;

import java.util.List;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.Sampling;

public final class EmbeddedTeacher {
    /** The model name it answers under. */
    public static final String MODEL = "embedded-teacher-1";

    public Completion complete(List<Message> messages, Sampling sampling) {
        throw new UnsupportedOperationException();
    }

    /** Number of faults that the teacher's rules find in a response; 0 means that it has nothing to mend. */
    public int faults(String criterion, String question, String response) {
        throw new UnsupportedOperationException();
    }

    /** The response with the faults against this criterion mended, all else verbatim. */
    public String aligned(String criterion, String question, String response) {
        throw new UnsupportedOperationException();
    }
}
