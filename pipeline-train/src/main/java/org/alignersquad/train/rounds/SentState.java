package org.alignersquad.train.rounds;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** A state on its way to the tasks: a broadcast for each chunk, so that none is larger than Spark keeps in one piece. */
record SentState(List<Broadcast<TrainingState>> parts) implements Serializable {
    static SentState of(JavaSparkContext spark, TrainingState state) {
        return new SentState(state.parts().stream().map(spark::broadcast).toList());
    }

    /** On an executor: the state, shared by all tasks there. */
    TrainingState value() {
        return TrainingState.join(parts.stream().map(Broadcast::value).toList());
    }

    /** On the driver. */
    void destroy() {
        parts.forEach(Broadcast::destroy);
    }
}
