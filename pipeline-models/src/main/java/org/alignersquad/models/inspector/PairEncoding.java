package org.alignersquad.models.inspector;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.Pair;
import org.alignersquad.models.score.EncodedText;
import org.alignersquad.models.tokenizer.Tokenizer;

/**
 * A prompt and a response as BERT takes them: {@code [CLS] prompt [SEP] response [SEP]}, with token type 1 from the
 * response on. Too long a pair loses the middle of its response, and of a prompt that is longer than half.
 */
public final class PairEncoding {
    public static final String PAD = "[PAD]";
    public static final String CLS = "[CLS]";
    public static final String SEP = "[SEP]";
    /** What the tokenizer must have. */
    public static final List<String> SPECIAL_TOKENS = List.of(PAD, CLS, SEP);
    /** What Hugging Face's tools should know about them. */
    public static final Map<String, String> ROLES = Map.of("cls_token", CLS, "pad_token", PAD, "sep_token", SEP);

    private static final int SEPARATORS = 3;

    private final Tokenizer tokenizer;
    private final int maxTokens;
    private final int cls;
    private final int sep;

    public PairEncoding(Tokenizer tokenizer, int maxTokens) {
        if (maxTokens < SEPARATORS)
            throw new IllegalArgumentException("maxTokens must be at least " + SEPARATORS + ", is: " + maxTokens);
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
        cls = tokenizer.specialId(CLS);
        sep = tokenizer.specialId(SEP);
    }

    public EncodedText encode(Pair pair) {
        int room = maxTokens - SEPARATORS;
        int[] prompt = tokenizer.encode(pair.prompt());
        int[] response = tokenizer.encode(pair.response());
        prompt = withoutMiddle(prompt, Math.max(room / 2, room - response.length));
        response = withoutMiddle(response, room - prompt.length);
        int[] ids = new int[prompt.length + response.length + SEPARATORS];
        int[] types = new int[ids.length];
        ids[0] = cls;
        System.arraycopy(prompt, 0, ids, 1, prompt.length);
        ids[prompt.length + 1] = sep;
        System.arraycopy(response, 0, ids, prompt.length + 2, response.length);
        ids[ids.length - 1] = sep;
        Arrays.fill(types, prompt.length + 2, types.length, 1);
        return new EncodedText(ids, types);
    }

    private static int[] withoutMiddle(int[] ids, int max) {
        if (ids.length <= max) return ids;
        int tail = max / 2;
        int[] kept = Arrays.copyOf(ids, max);
        System.arraycopy(ids, ids.length - tail, kept, max - tail, tail);
        return kept;
    }
}
