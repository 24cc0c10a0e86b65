package org.alignersquad.models.aligner;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.alignersquad.models.Pair;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.models.train.TokenExample;

/**
 * The aligner's text: {@code x [INIT] y [ALIGNED] y' [DONE]} for a prompt x, an initial response y and an aligned
 * response y' (Ngweta et al. 2024, section 2). The parts are encoded on their own and joined by the special ids, so a
 * separator written out in a text stays text.
 */
public final class AlignerFormat {
    public static final String PAD = "[PAD]";
    public static final String INIT = "[INIT]";
    public static final String ALIGNED = "[ALIGNED]";
    public static final String DONE = "[DONE]";
    public static final String SEP = "[SEP]";
    /** What an aligner's tokenizer must have. */
    public static final List<String> SPECIAL_TOKENS = List.of(PAD, INIT, ALIGNED, DONE, SEP);
    /** What Hugging Face's tools should know about them. */
    public static final Map<String, String> ROLES = Map.of("eos_token", DONE, "pad_token", PAD, "sep_token", SEP);

    private final Tokenizer tokenizer;
    private final int init;
    private final int aligned;
    private final int done;

    /** @throws IllegalArgumentException when the tokenizer lacks a separator */
    public AlignerFormat(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        init = tokenizer.specialId(INIT);
        aligned = tokenizer.specialId(ALIGNED);
        done = tokenizer.specialId(DONE);
    }

    /** The id that ends a rewrite. */
    public int doneId() {
        return done;
    }

    /** A training text; the aligned response and {@code [DONE]} are predicted, what is before them is not. */
    public TokenExample encodeExample(String prompt, String initialResponse, String alignedResponse) {
        int[] given = join(tokenizer.encode(prompt), init, tokenizer.encode(initialResponse), aligned);
        int[] target = join(tokenizer.encode(alignedResponse), done);
        int[] labels = concat(
                IntStream.generate(() -> TokenExample.IGNORED)
                        .limit(given.length)
                        .toArray(),
                target);
        return new TokenExample(concat(given, target), labels);
    }

    /**
     * What comes before the aligned response. Too long a text loses the middle of its initial response, and of a prompt that
     * is longer than half, never a separator and never a whole response.
     *
     * @param maxTokens at least 2
     */
    public AlignerPrompt encodePrompt(Pair pair, int maxTokens) {
        if (maxTokens < 2) throw new IllegalArgumentException("maxTokens must be at least 2, is: " + maxTokens);
        int[] prompt = tokenizer.encode(pair.prompt());
        int[] response = tokenizer.encode(pair.response());
        int room = maxTokens - 2;
        int[] keptPrompt = withoutMiddle(prompt, Math.max(room / 2, room - response.length));
        int[] keptResponse = withoutMiddle(response, room - keptPrompt.length);
        boolean truncated = keptPrompt.length + keptResponse.length < prompt.length + response.length;
        return new AlignerPrompt(join(keptPrompt, init, keptResponse, aligned), truncated);
    }

    /** The text of new tokens. */
    public String decode(int[] tokens) {
        return tokenizer.decode(tokens);
    }

    private static int[] withoutMiddle(int[] ids, int max) {
        if (ids.length <= max) return ids;
        int tail = max / 2;
        return concat(Arrays.copyOf(ids, max - tail), Arrays.copyOfRange(ids, ids.length - tail, ids.length));
    }

    private static int[] join(int[] first, int separator, int[] second, int end) {
        return join(concat(join(first, separator), second), end);
    }

    private static int[] join(int[] ids, int end) {
        return concat(ids, new int[] {end});
    }

    private static int[] concat(int[] first, int[] second) {
        int[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
