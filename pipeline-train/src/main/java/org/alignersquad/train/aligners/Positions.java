package org.alignersquad.train.aligners;

import org.alignersquad.models.engine.FlatView;
import org.alignersquad.models.gpt2.Gpt2Config;

/**
 * Starts a fresh GPT-2's position embeddings as sinusoids (Vaswani et al. 2017) in place of noise. They are trained like
 * any other weight; but a token can find its neighbour from the first step, which is what copying is built from, where with
 * noise each position must learn its neighbour on its own.
 */
final class Positions {
    /** Twice the standard deviation of fresh token embeddings, so that neither drowns the other. */
    private static final double AMPLITUDE = 0.04;

    private static final double LONGEST_WAVE = 10_000;

    private Positions() {}

    /** @param parameters of a fresh model, changed in place */
    static void sinusoidal(Gpt2Config config, FlatView parameters) {
        // the token embeddings come first, then the position embeddings
        parameters.write((long) config.vocabSize() * config.nEmbd(), sinusoids(config));
    }

    /** A row for each position. */
    static float[] sinusoids(Gpt2Config config) {
        int width = config.nEmbd();
        float[] table = new float[config.nPositions() * width];
        for (int position = 0; position < config.nPositions(); position++) {
            for (int i = 0; i < width; i++) {
                double angle = position / Math.pow(LONGEST_WAVE, 2.0 * (i / 2) / width);
                table[position * width + i] = (float) (AMPLITUDE * (i % 2 == 0 ? Math.sin(angle) : Math.cos(angle)));
            }
        }
        return table;
    }
}
