package org.alignersquad.core.task;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.core.criteria.QuestionType;

/**
 * A call for topics.
 *
 * @param examples topics to show; may be empty
 * @param count how many topics to ask for
 * @param draw tells calls apart that are otherwise equal, by the seed they are sent with
 */
public record TopicsInput(QuestionType questionType, List<String> examples, int count, long draw)
        implements Serializable {
    public TopicsInput {
        examples = List.copyOf(examples);
        if (count < 1) throw new IllegalArgumentException("count must be at least 1, is: " + count);
    }
}
