package org.alignersquad.core.task;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.core.criteria.SeedQuestion;

/**
 * A call for questions, one for each hint (the paper sends 15 hints and 5 examples).
 *
 * @param draw tells calls apart that are otherwise equal, by the seed they are sent with
 */
public record QuestionsInput(List<Hint> hints, List<SeedQuestion> examples, long draw) implements Serializable {
    public QuestionsInput {
        hints = List.copyOf(hints);
        examples = List.copyOf(examples);
        if (hints.isEmpty()) throw new IllegalArgumentException("hints must hold at least one entry");
    }
}
