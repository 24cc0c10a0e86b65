package org.alignersquad.models.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * Learns a byte-level byte-pair encoding (Sennrich et al. 2016; Radford et al. 2019) from texts. Every text can be encoded
 * with it and comes back unchanged. The result depends on the words and their counts only, not on their order or the
 * number of cores.
 */
public final class BpeTrainer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private BpeTrainer() {}

    /** How often each word occurs in the texts, counted on all cores. */
    public static Map<String, Long> countWords(Iterable<String> texts) {
        return WordCounts.of(texts, ByteLevelWords::split);
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
        if (vocabSize < ByteAlphabet.SIZE + specialTokens.size())
            throw new IllegalArgumentException(
                    "vocab_size must be at least " + (ByteAlphabet.SIZE + specialTokens.size()) + ", is: " + vocabSize);
        MergeLearner learner =
                new MergeLearner(wordCounts, ByteAlphabet.signs(), ByteAlphabet::bytes, (left, right) -> left + right);
        ArrayNode merges = JSON.createArrayNode();
        for (MergeLearner.Merge merge : learner.learn(vocabSize - specialTokens.size()))
            merges.addArray().add(merge.left()).add(merge.right());
        ObjectNode vocab = JSON.createObjectNode();
        specialTokens.forEach(token -> vocab.put(token, vocab.size()));
        learner.symbols().forEach(symbol -> vocab.put(symbol, vocab.size()));
        return Tokenizer.parse(tokenizerJson(vocab, merges, specialTokens).toString());
    }

    private static ObjectNode tokenizerJson(ObjectNode vocab, ArrayNode merges, List<String> specialTokens) {
        ObjectNode root = TokenizerJson.root(specialTokens);
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
