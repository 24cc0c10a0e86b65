package org.alignersquad.models.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Learns a byte-level byte-pair encoding (Sennrich et al. 2016; Radford et al. 2019) from texts. Every text can be encoded
 * with it and comes back unchanged. The result depends on the words and their counts only, not on their order.
 */
public final class BpeTrainer {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** GPT-2's split into words: contractions, then letters, digits or other signs with the space before them. */
    private static final Pattern WORD = Pattern.compile(
            "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private BpeTrainer() {}

    /** How often each word occurs in the texts. */
    public static Map<String, Long> countWords(Iterable<String> texts) {
        Map<String, Long> counts = new HashMap<>();
        for (String text : texts) {
            Matcher word = WORD.matcher(text);
            while (word.find()) counts.merge(word.group(), 1L, Long::sum);
        }
        return counts;
    }

    /** Learns from texts; see {@link #train(Map, int, List)}. */
    public static Tokenizer train(Iterable<String> texts, int vocabSize, List<String> specialTokens) {
        return train(countWords(texts), vocabSize, specialTokens);
    }

    /**
     * Learns from words and their counts. Ids: the special tokens, the 256 bytes, then merges, the most frequent first,
     * until the vocabulary is full or no pair occurs twice.
     *
     * @param vocabSize at least 256 and the special tokens
     */
    public static Tokenizer train(Map<String, Long> wordCounts, int vocabSize, List<String> specialTokens) {
        int merges = vocabSize - ByteAlphabet.SIZE - specialTokens.size();
        if (merges < 0)
            throw new IllegalArgumentException(
                    "vocab_size must be at least " + (ByteAlphabet.SIZE + specialTokens.size()) + ", is: " + vocabSize);
        ObjectNode vocab = JSON.createObjectNode();
        specialTokens.forEach(token -> vocab.put(token, vocab.size()));
        ByteAlphabet.signs().forEach(sign -> vocab.put(sign, vocab.size()));
        ArrayNode mergeList = JSON.createArrayNode();
        for (MergeLearner.Merge merge : new MergeLearner(wordCounts).learn(merges)) {
            mergeList.addArray().add(merge.left()).add(merge.right());
            vocab.put(merge.left() + merge.right(), vocab.size());
        }
        return Tokenizer.parse(tokenizerJson(vocab, mergeList, specialTokens).toString());
    }

    private static ObjectNode tokenizerJson(ObjectNode vocab, ArrayNode merges, List<String> specialTokens) {
        ObjectNode root = JSON.createObjectNode().put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        for (int i = 0; i < specialTokens.size(); i++) added.add(TokenizerJson.specialToken(i, specialTokens.get(i)));
        root.putNull("normalizer");
        byteLevel(root.putObject("pre_tokenizer"));
        byteLevel(root.putObject("post_processor"));
        byteLevel(root.putObject("decoder"));
        ObjectNode model = root.putObject("model").put("type", "BPE");
        for (String absent : List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"))
            model.putNull(absent);
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        model.set("vocab", vocab);
        model.set("merges", merges);
        return root;
    }

    private static void byteLevel(ObjectNode part) {
        part.put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }
}
