package org.alignersquad.models.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.alignersquad.models.Pair;

/**
 * A prompt and a response as a sparse vector of 2^bits numbers, by hashing (Weinberger et al. 2009).
 *
 * <p>Groups of features: words and word pairs of the response; the same of the prompt; runs of 3 and 4 characters of the
 * response; words that both share; every word of the prompt with every word of the response. Text is lower-cased; a word
 * is a run of letters and digits, or one other sign. A feature that occurs n times has the value ±(1 + ln n), its sign
 * from the hash so that collisions cancel out; each group and then the whole vector has length 1.
 *
 * @param bits from 8 to 26
 */
public record HashedNgrams(int bits) implements Serializable {
    /** Beyond this many different words of a text, pairs across the two texts are not formed. */
    private static final int CROSSED_WORDS = 48;

    public HashedNgrams {
        if (bits < 8 || bits > 26) throw new IllegalArgumentException("hash_bits must be in [8, 26], is: " + bits);
    }

    /** Reads the settings from an inspector's card. */
    public static HashedNgrams of(JsonNode settings) {
        JsonNode bits = settings.path("hash_bits");
        if (!bits.canConvertToInt())
            throw new IllegalArgumentException("features.hash_bits is " + bits + ", expected a whole number");
        return new HashedNgrams(bits.intValue());
    }

    /** The settings as an inspector's card keeps them. */
    public ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("hash_bits", bits);
    }

    public int dimension() {
        return 1 << bits;
    }

    public SparseFeatures features(Pair pair) {
        String response = pair.response().toLowerCase(Locale.ROOT);
        String[] promptWords = Words.of(pair.prompt().toLowerCase(Locale.ROOT));
        String[] responseWords = Words.of(response);
        FeatureCounter counter = new FeatureCounter(bits);
        addWords(counter, 1, responseWords);
        addWords(counter, 2, promptWords);
        addCharacters(counter, response);
        addAcross(counter, distinct(promptWords), distinct(responseWords));
        return counter.vector();
    }

    private static void addWords(FeatureCounter counter, int group, String[] words) {
        counter.startGroup();
        for (int i = 0; i < words.length; i++) {
            int word = Hash.of(group, words[i]);
            counter.add(word);
            counter.add(Hash.combine(word, Hash.of(group, i + 1 < words.length ? words[i + 1] : "")));
        }
    }

    private static void addCharacters(FeatureCounter counter, String text) {
        counter.startGroup();
        for (int size = 3; size <= 4; size++)
            for (int i = 0; i + size <= text.length(); i++) counter.add(Hash.of(3, text, i, i + size));
    }

    private static void addAcross(FeatureCounter counter, Set<String> promptWords, Set<String> responseWords) {
        counter.startGroup();
        for (String word : responseWords) if (promptWords.contains(word)) counter.add(Hash.of(4, word));
        counter.startGroup();
        for (String left : promptWords)
            for (String right : responseWords) counter.add(Hash.combine(Hash.of(5, left), Hash.of(6, right)));
    }

    private static Set<String> distinct(String[] words) {
        Set<String> distinct = new TreeSet<>();
        for (String word : words) if (distinct.size() < CROSSED_WORDS) distinct.add(word);
        return distinct;
    }
}
