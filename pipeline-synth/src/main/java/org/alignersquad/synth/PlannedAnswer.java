package org.alignersquad.synth;

import org.alignersquad.core.task.AnsweredQuestion;
import org.alignersquad.core.task.Question;
import org.jspecify.annotations.Nullable;

/**
 * A question that the teacher is to answer.
 *
 * @param id the triple's
 * @param sourceId of the corpus row or the teacher's line that it comes from
 * @param questionType empty where the question came from elsewhere
 * @param topic empty where the question came from elsewhere
 * @param response that exists already; null where the teacher writes it
 */
record PlannedAnswer(
        String id,
        String sourceId,
        String criterion,
        String questionType,
        String topic,
        String text,
        @Nullable String response)
        implements Planned {
    Question question() {
        return new Question(id, questionType, topic, text);
    }

    AnsweredQuestion answered() {
        return new AnsweredQuestion(question(), response == null ? "" : response);
    }
}
