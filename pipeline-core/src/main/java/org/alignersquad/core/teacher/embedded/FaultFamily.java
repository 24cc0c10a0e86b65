package org.alignersquad.core.teacher.embedded;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A kind of fault: its variants, and rules that find it in answers of any origin. */
final class FaultFamily {
    /** A longer "sentence" is no prose; it is left alone. */
    private static final int MAX_SENTENCE = 5_000;

    private final String kind;
    private final String critique;
    private final List<Variant> variants;
    private final boolean repeats;
    private final @Nullable Pattern phrases;
    private final Map<String, String> words;
    private final @Nullable Pattern wordPattern;

    @JsonCreator
    FaultFamily(
            @JsonProperty("kind") String kind,
            @JsonProperty("critique") String critique,
            @JsonProperty("variants") List<Variant> variants,
            @JsonProperty("repeats") boolean repeats,
            @JsonProperty("phrases") @Nullable List<String> phrases,
            @JsonProperty("words") @Nullable Map<String, String> words) {
        this.kind = kind;
        this.critique = critique;
        this.variants = List.copyOf(variants);
        this.repeats = repeats;
        this.phrases = phrases == null ? null : anyOf(phrases.stream());
        this.words = words == null ? Map.of() : Map.copyOf(words);
        this.wordPattern = words == null ? null : anyOf(words.keySet().stream());
    }

    private static Pattern anyOf(Stream<String> texts) {
        String alternatives = texts.sorted(Comparator.comparing(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return Pattern.compile("(?<![\\p{L}\\d])(?:" + alternatives + ")(?![\\p{L}\\d])", Pattern.CASE_INSENSITIVE);
    }

    String kind() {
        return kind;
    }

    String critique() {
        return critique;
    }

    List<Variant> variants() {
        return variants;
    }

    /** Whether a sentence that was said before counts as a fault. */
    boolean repeats() {
        return repeats;
    }

    /** The sentence mended: the same text where it has no fault of this kind, empty where it is dropped. */
    String mend(String sentence, String topic) {
        if (sentence.length() > MAX_SENTENCE) return sentence;
        for (Variant variant : variants) if (variant.matches(sentence)) return variant.mended(topic);
        if (phrases != null && phrases.matcher(sentence).find()) return "";
        return wordPattern == null ? sentence : replaceWords(wordPattern.matcher(sentence));
    }

    private String replaceWords(Matcher word) {
        return word.replaceAll(m -> Matcher.quoteReplacement(cased(m.group())));
    }

    private String cased(String word) {
        String put = words.getOrDefault(word.toLowerCase(Locale.ROOT), word);
        return Character.isUpperCase(word.charAt(0)) ? Character.toUpperCase(put.charAt(0)) + put.substring(1) : put;
    }
}
