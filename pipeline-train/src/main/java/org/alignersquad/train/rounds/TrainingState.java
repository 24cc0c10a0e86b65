package org.alignersquad.train.rounds;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Everything that a round starts from, and that it ends with.
 *
 * @param step updates done so far
 * @param parameters in the model's order
 * @param m AdamW's first moments
 * @param v AdamW's second moments
 */
public record TrainingState(long step, Floats parameters, Floats m, Floats v) implements Serializable {
    /** Bytes of its numbers. */
    long bytes() {
        return 4 * (parameters.size() + m.size() + v.size());
    }

    /** Before the first step. */
    public static TrainingState start(Floats parameters) {
        return new TrainingState(0, parameters, parameters.zeros(), parameters.zeros());
    }

    /** One state for each chunk. */
    List<TrainingState> parts() {
        return IntStream.range(0, parameters.chunks().size())
                .mapToObj(i -> new TrainingState(step, parameters.part(i), m.part(i), v.part(i)))
                .toList();
    }

    /** The state of these parts, whose numbers are not copied. */
    static TrainingState join(List<TrainingState> parts) {
        return new TrainingState(
                parts.get(0).step(),
                Floats.join(parts.stream().map(TrainingState::parameters).toList()),
                Floats.join(parts.stream().map(TrainingState::m).toList()),
                Floats.join(parts.stream().map(TrainingState::v).toList()));
    }
}
