package org.alignersquad.models.inspector;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.alignersquad.models.CheckpointException;
import org.alignersquad.models.Compute;
import org.alignersquad.models.Pair;

/** Judges whether responses are misaligned by one criterion. Any number of threads may share it. */
public sealed interface Inspector extends AutoCloseable permits BertInspector, LinearInspector {
    /** An inspector on the CPU; see {@link #open(Path, Compute)}. */
    static Inspector open(Path directory) {
        return open(directory, Compute.CPU);
    }

    /**
     * @param compute where a classifier computes; a linear inspector needs no device
     * @throws CheckpointException naming the directory and what is wrong with it
     */
    static Inspector open(Path directory, Compute compute) {
        try {
            InspectorCard card = InspectorCard.read(directory);
            return switch (card.kind()) {
                case BERT -> BertInspector.open(directory, card, compute);
                case LINEAR -> LinearInspector.open(directory, card);
            };
        } catch (IOException | IllegalArgumentException e) {
            throw new CheckpointException("Cannot open inspector " + directory + ": " + e.getMessage(), e);
        }
    }

    InspectorCard card();

    /** The log-odds that each response is misaligned, before calibration. */
    float[] logOdds(List<Pair> pairs);

    /** The calibrated probability that each response is misaligned. */
    default float[] score(List<Pair> pairs) {
        float[] scores = logOdds(pairs);
        for (int i = 0; i < scores.length; i++) scores[i] = card().probability(scores[i]);
        return scores;
    }

    @Override
    void close();
}
