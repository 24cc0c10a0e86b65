package org.alignersquad.models.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Learns BERT's WordPiece vocabulary from texts: lower-cased words, cut into the longest pieces that the vocabulary has,
 * {@code ##} before all but the first. As in Hugging Face's trainer, pieces are found by merging the most frequent pairs.
 * The result depends on the words and their counts only.
 */
public final class WordPieceTrainer {
    private static final String PREFIX = "##";
    /** Longer words become {@code [UNK]}. */
    private static final int MAX_WORD_CHARS = 100;
    /** Rarer signs than the most frequent ones become {@code [UNK]}. */
    private static final int MAX_ALPHABET = 1000;

    public static final String UNKNOWN = "[UNK]";
    /** BERT's special tokens, in BERT's order. */
    public static final List<String> SPECIAL_TOKENS = List.of("[PAD]", UNKNOWN, "[CLS]", "[SEP]", "[MASK]");

    private WordPieceTrainer() {}

    /** How often each word occurs in the texts, lower-cased and without accents, counted on all cores. */
    public static Map<String, Long> countWords(Iterable<String> texts) {
        return WordCounts.of(texts, BertWords::split);
    }

    /** Learns from texts; see {@link #train(Map, int)}. */
    public static Tokenizer train(Iterable<String> texts, int vocabSize) {
        return train(countWords(texts), vocabSize);
    }

    /**
     * Learns from words and their counts. Ids: {@link #SPECIAL_TOKENS}, the signs that words begin with, those inside of
     * words, then merges, the most frequent first, until the vocabulary is full or no pair occurs twice.
     *
     * @param vocabSize at least the special tokens and the signs, each alone and with {@code ##}
     */
    public static Tokenizer train(Map<String, Long> wordCounts, int vocabSize) {
        Map<String, Long> words = new HashMap<>(wordCounts);
        words.keySet().removeIf(word -> word.codePointCount(0, word.length()) > MAX_WORD_CHARS);
        Map<Integer, Integer> signs = alphabet(words);
        List<String> alphabet = new ArrayList<>();
        for (int sign : signs.keySet()) alphabet.add(Character.toString(sign));
        for (int sign : signs.keySet()) alphabet.add(PREFIX + Character.toString(sign));
        int least = SPECIAL_TOKENS.size() + alphabet.size();
        if (vocabSize < least)
            throw new IllegalArgumentException("vocab_size must be at least " + least + ", is: " + vocabSize);
        MergeLearner learner = new MergeLearner(
                words,
                alphabet,
                word -> spelling(word, signs),
                (left, right) -> left + right.substring(PREFIX.length()));
        learner.learn(vocabSize - SPECIAL_TOKENS.size());
        return Tokenizer.parse(tokenizerJson(learner.symbols()).toString());
    }

    /** The most frequent signs with their places, in the order of Unicode. */
    private static Map<Integer, Integer> alphabet(Map<String, Long> words) {
        Map<Integer, Long> counts = new TreeMap<>();
        words.forEach((word, count) -> word.codePoints().forEach(sign -> counts.merge(sign, count, Long::sum)));
        int[] kept = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(MAX_ALPHABET)
                .mapToInt(Map.Entry::getKey)
                .sorted()
                .toArray();
        Map<Integer, Integer> places = new TreeMap<>();
        IntStream.range(0, kept.length).forEach(i -> places.put(kept[i], i));
        return places;
    }

    /** A word as places in the alphabet; signs that are not in it are left out. */
    private static int[] spelling(String word, Map<Integer, Integer> signs) {
        int[] known = word.codePoints()
                .map(sign -> signs.getOrDefault(sign, -1))
                .filter(place -> place >= 0)
                .toArray();
        for (int i = 1; i < known.length; i++) known[i] += signs.size();
        return known;
    }

    private static ObjectNode tokenizerJson(List<String> symbols) {
        ObjectNode root = TokenizerJson.root(SPECIAL_TOKENS);
        root.putObject("normalizer")
                .put("type", "BertNormalizer")
                .put("clean_text", true)
                .put("handle_chinese_chars", true)
                .put("lowercase", true)
                .putNull("strip_accents");
        root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        postProcessor(root.putObject("post_processor"));
        root.putObject("decoder").put("type", "WordPiece").put("prefix", PREFIX).put("cleanup", true);
        ObjectNode model = root.putObject("model")
                .put("type", "WordPiece")
                .put("unk_token", UNKNOWN)
                .put("continuing_subword_prefix", PREFIX)
                .put("max_input_chars_per_word", MAX_WORD_CHARS);
        ObjectNode vocab = model.putObject("vocab");
        SPECIAL_TOKENS.forEach(token -> vocab.put(token, vocab.size()));
        symbols.forEach(symbol -> vocab.put(symbol, vocab.size()));
        return root;
    }

    /** {@code [CLS] A [SEP]} and {@code [CLS] A [SEP] B [SEP]}: what other tools put around texts. */
    private static void postProcessor(ObjectNode json) {
        json.put("type", "TemplateProcessing");
        ArrayNode single = json.putArray("single");
        special(single, "[CLS]", 0);
        sequence(single, "A", 0);
        special(single, "[SEP]", 0);
        ArrayNode pair = json.putArray("pair").addAll(single.deepCopy());
        sequence(pair, "B", 1);
        special(pair, "[SEP]", 1);
        ObjectNode tokens = json.putObject("special_tokens");
        for (String token : List.of("[CLS]", "[SEP]")) {
            ObjectNode entry = tokens.putObject(token).put("id", token);
            entry.putArray("ids").add(SPECIAL_TOKENS.indexOf(token));
            entry.putArray("tokens").add(token);
        }
    }

    private static void special(ArrayNode template, String token, int type) {
        template.addObject().putObject("SpecialToken").put("id", token).put("type_id", type);
    }

    private static void sequence(ArrayNode template, String name, int type) {
        template.addObject().putObject("Sequence").put("id", name).put("type_id", type);
    }
}
