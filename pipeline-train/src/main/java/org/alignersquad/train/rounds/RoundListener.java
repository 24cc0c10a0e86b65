package org.alignersquad.train.rounds;

/** Told on the driver of what happens to models that are trained in rounds. */
public interface RoundListener {
    /** After each round, when its checkpoint, where one was due, is written. */
    void finished(String model, int round);

    /** After each round and each validation; a training that goes on first tells what was measured before. */
    default void measured(Metric metric) {}
}
