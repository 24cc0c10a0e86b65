package org.alignersquad.train.rounds;

/** Told on the driver after each round, when its checkpoint, where one was due, is written. */
public interface RoundListener {
    void finished(String model, int round);
}
