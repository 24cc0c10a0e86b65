package org.alignersquad.models.inspector;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alignersquad.models.Pair;
import org.alignersquad.models.score.EncodedText;
import org.alignersquad.models.tokenizer.Tokenizer;

/**
 * A prompt and a response as BERT takes them: {@code [CLS] prompt [SEP] response [SEP]}, with token type 1 from the
 * response on; or as RoBERTa does, {@code <s> prompt </s></s> response </s>}, where the tokenizer has its tokens. Too long a pair loses the middle of its response, and of a prompt that is longer than half.
 */
public final class PairEncoding {
    public static final String PAD = "[PAD]";
    public static final String CLS = "[CLS]";
    public static final String SEP = "[SEP]";
    /** What the tokenizer must have. */
    public static final List<String> SPECIAL_TOKENS = List.of(PAD, CLS, SEP);
    /** What Hugging Face's tools should know about them. */
    public static final Map<String, String> ROLES = Map.of("cls_token", CLS, "pad_token", PAD, "sep_token", SEP);

    private static final Map<String, String> ROBERTA =
            Map.of("cls_token", "<s>", "pad_token", "<pad>", "sep_token", "</s>");

    private final Tokenizer tokenizer;
    private final int maxTokens;
    private final int separators;
    private final int cls;
    private final int sep;

    public PairEncoding(Tokenizer tokenizer, int maxTokens) {
        Map<String, String> roles = roles(tokenizer);
        separators = roles.equals(ROBERTA) ? 4 : 3;
        if (maxTokens < separators)
            throw new IllegalArgumentException("maxTokens must be at least " + separators + ", is: " + maxTokens);
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
        cls = tokenizer.specialId(roles.getOrDefault("cls_token", CLS));
        sep = tokenizer.specialId(roles.getOrDefault("sep_token", SEP));
    }

    /** Which special tokens of a tokenizer have the roles: BERT's, unless it lacks them and has RoBERTa's. */
    public static Map<String, String> roles(Tokenizer tokenizer) {
        Set<String> known = tokenizer.specialTokens().keySet();
        return !known.contains(CLS) && known.containsAll(ROBERTA.values()) ? ROBERTA : ROLES;
    }

    public EncodedText encode(Pair pair) {
        int room = maxTokens - separators;
        int[] prompt = tokenizer.encode(pair.prompt());
        int[] response = tokenizer.encode(pair.response());
        prompt = withoutMiddle(prompt, Math.max(room / 2, room - response.length));
        response = withoutMiddle(response, room - prompt.length);
        int[] ids = new int[prompt.length + response.length + separators];
        int[] types = new int[ids.length];
        int second = prompt.length + separators - 1;
        Arrays.fill(ids, sep);
        ids[0] = cls;
        System.arraycopy(prompt, 0, ids, 1, prompt.length);
        System.arraycopy(response, 0, ids, second, response.length);
        Arrays.fill(types, second, types.length, 1);
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
