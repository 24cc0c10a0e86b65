package org.alignersquad.train.rounds;

/**
 * One line of {@code metrics.jsonl}.
 *
 * @param step steps done
 * @param split {@code train}: mean loss of the round's steps before their updates; {@code validation}: loss after them
 * @param lr learning rate of the round's last step
 * @param tokens that went through the model since the training began, validation not counted
 * @param bytes of parameters, moments and gradients that went out to the tasks and came back, all tasks together
 * @param seconds wall time of this round or validation
 */
public record Metric(
        String model,
        long step,
        int round,
        String split,
        double loss,
        double lr,
        long tokens,
        long bytes,
        double seconds) {}
