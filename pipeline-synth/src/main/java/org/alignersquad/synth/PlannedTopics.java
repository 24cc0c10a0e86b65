package org.alignersquad.synth;

import java.util.List;
import org.alignersquad.core.criteria.QuestionType;
import org.alignersquad.core.task.TopicsInput;

/** A call for topics that is to be made. */
record PlannedTopics(
        String id, String criterion, QuestionType questionType, List<String> examples, int count, long draw)
        implements Planned {
    TopicsInput input() {
        return new TopicsInput(questionType, examples, count, draw);
    }
}
