package org.alignersquad.synth;

import java.util.List;
import org.alignersquad.core.criteria.SeedQuestion;
import org.alignersquad.core.task.Hint;
import org.alignersquad.core.task.QuestionsInput;

/** A call for questions that is to be made. */
record PlannedQuestions(String id, String criterion, List<Hint> hints, List<SeedQuestion> examples, long draw)
        implements Planned {
    QuestionsInput input() {
        return new QuestionsInput(hints, examples, draw);
    }
}
