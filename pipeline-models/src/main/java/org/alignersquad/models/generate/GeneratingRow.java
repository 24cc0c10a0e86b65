package org.alignersquad.models.generate;

import static org.alignersquad.models.batch.LengthBuckets.roundUp;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A prompt and what was generated after it so far. */
final class GeneratingRow {
    /** The engine's attention gives a row the same bits for any number of positions that is a multiple of this. */
    static final int POSITION_STEP = 32;

    private final Prompt prompt;
    private final GenerationConfig config;
    private final @Nullable StopStrings stopStrings;
    private final int width;
    private final int need;
    private final int budget;
    private final SplittableRandom random;
    private int[] text;
    private int length;
    private float[] logProbs = new float[16];
    private double logProbability;

    /**
     * @param maxPositions of the model
     * @throws IllegalArgumentException for a prompt that is empty or longer than the model's positions
     */
    GeneratingRow(Prompt prompt, GenerationConfig config, int maxPositions, @Nullable StopStrings stopStrings) {
        this.prompt = prompt;
        this.config = config;
        this.stopStrings = stopStrings;
        length = prompt.inputIds().length;
        if (length == 0) throw new IllegalArgumentException("Cannot run a model on no tokens");
        if (length > maxPositions)
            throw new IllegalArgumentException(
                    "Input has " + length + " tokens, the model takes at most " + maxPositions);
        budget = Math.min(config.maxNewTokens(), maxPositions - length);
        width = Math.min(roundUp(length, PromptQueue.WIDTH_STEP), maxPositions);
        need = roundUp((int) Math.min((long) width + config.maxNewTokens(), maxPositions), POSITION_STEP);
        random = new SplittableRandom(config.seed() * 0x9e3779b97f4a7c15L + prompt.key());
        text = Arrays.copyOf(prompt.inputIds(), length + Math.min(budget, 32));
    }

    Prompt prompt() {
        return prompt;
    }

    /** The prompt's length, rounded up: what it is computed with must not depend on other prompts. */
    int width() {
        return width;
    }

    /** Cached positions for the prompt and all that may follow, rounded up; the same for equal widths. */
    int need() {
        return need;
    }

    /** Tokens so far, the prompt's included. */
    int length() {
        return length;
    }

    int token(int position) {
        return text[position];
    }

    /** The number in [0, 1) that draws the next token. */
    float uniform() {
        return config.doSample() ? random.nextInt(1 << 24) * 0x1p-24f : 0;
    }

    /** Whether a stop token may not be taken yet. */
    boolean early() {
        return newTokens() < prompt.minNewTokens();
    }

    private int newTokens() {
        return length - prompt.inputIds().length;
    }

    /** The result where there is no room for a single token, else null. */
    @Nullable Generated withoutRoom() {
        return budget == 0 ? result(FinishReason.LENGTH) : null;
    }

    /** Takes the next token; gives the result where it is the last. */
    @Nullable Generated take(int token, float logProb) {
        logProbability += logProb;
        if (config.eosTokenIds().contains(token)) return result(FinishReason.STOP);
        append(token, logProb);
        if (stopStrings != null && stopStrings.end(text, prompt.inputIds().length, length))
            return result(FinishReason.STOP);
        return newTokens() == budget ? result(FinishReason.LENGTH) : null;
    }

    private void append(int token, float logProb) {
        int at = newTokens();
        if (length == text.length) text = Arrays.copyOf(text, length + Math.min(budget - at, length));
        if (at == logProbs.length) logProbs = Arrays.copyOf(logProbs, 2 * at);
        logProbs[at] = logProb;
        text[length++] = token;
    }

    private Generated result(FinishReason reason) {
        int[] tokens = Arrays.copyOfRange(text, prompt.inputIds().length, length);
        return new Generated(prompt, tokens, Arrays.copyOf(logProbs, tokens.length), logProbability, reason);
    }
}
