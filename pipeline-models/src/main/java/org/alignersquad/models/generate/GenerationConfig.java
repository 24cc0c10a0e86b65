package org.alignersquad.models.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How texts are generated: Hugging Face's {@code generation_config.json}, field by field.
 *
 * @param doSample whether tokens are drawn; else the likeliest is taken, and the next three fields mean nothing
 * @param temperature what scores are divided by before a token is drawn
 * @param topK draws from that many likeliest tokens; 0 from all
 * @param topP draws from the fewest likeliest tokens whose probabilities sum to this
 * @param repetitionPenalty what divides the scores of tokens that the text has already, prompt included, where they are
 *     positive, and multiplies them where they are negative (Keskar et al. 2019); 1 is none
 * @param maxNewTokens the most tokens after a prompt; the model's positions may end before
 * @param eosTokenIds tokens that end a text
 * @param stopStrings texts that end a text once it contains one
 * @param seed with a prompt's key it fixes what is drawn; not one of Hugging Face's fields
 */
public record GenerationConfig(
        boolean doSample,
        double temperature,
        int topK,
        double topP,
        double repetitionPenalty,
        int maxNewTokens,
        Set<Integer> eosTokenIds,
        List<String> stopStrings,
        long seed)
        implements Serializable {
    public static final String FILE = "generation_config.json";

    /** Fields that would change the text but are not supported, with the value that leaves it as it is. */
    private static final Map<String, Double> NEUTRAL = Map.of(
            "num_beams", 1.0,
            "num_beam_groups", 1.0,
            "no_repeat_ngram_size", 0.0,
            "encoder_repetition_penalty", 1.0,
            "typical_p", 1.0,
            "min_p", 0.0,
            "epsilon_cutoff", 0.0,
            "eta_cutoff", 0.0,
            "guidance_scale", 1.0,
            "penalty_alpha", 0.0);

    public GenerationConfig {
        check("temperature", temperature, temperature > 0, "a number above 0 (do_sample: false is greedy)");
        check("top_k", topK, topK >= 0, "a number of at least 0");
        check("top_p", topP, topP > 0 && topP <= 1, "a number in (0, 1]");
        check("repetition_penalty", repetitionPenalty, repetitionPenalty > 0, "a number above 0");
        check("max_new_tokens", maxNewTokens, maxNewTokens >= 1, "a number of at least 1");
        if (stopStrings.stream().anyMatch(String::isEmpty))
            throw new IllegalArgumentException("stop_strings has an empty text");
        eosTokenIds = Set.copyOf(eosTokenIds);
        stopStrings = List.copyOf(stopStrings);
    }

    private static void check(String field, Number value, boolean fine, String expected) {
        if (!fine) throw new IllegalArgumentException(field + " is " + value + ", expected " + expected);
    }

    /** Takes the likeliest token until one of these. */
    public static GenerationConfig greedy(Set<Integer> eosTokenIds, int maxNewTokens) {
        return new GenerationConfig(false, 1, 50, 1, 1, maxNewTokens, eosTokenIds, List.of(), 0);
    }

    /** Draws from the {@code topK} likeliest tokens and of those from {@code topP}. */
    public GenerationConfig sampling(double temperature, int topK, double topP, long seed) {
        return new GenerationConfig(
                true, temperature, topK, topP, repetitionPenalty, maxNewTokens, eosTokenIds, stopStrings, seed);
    }

    public GenerationConfig withRepetitionPenalty(double penalty) {
        return new GenerationConfig(
                doSample, temperature, topK, topP, penalty, maxNewTokens, eosTokenIds, stopStrings, seed);
    }

    public GenerationConfig withMaxNewTokens(int most) {
        return new GenerationConfig(
                doSample, temperature, topK, topP, repetitionPenalty, most, eosTokenIds, stopStrings, seed);
    }

    public GenerationConfig withEosTokenIds(Set<Integer> ids) {
        return new GenerationConfig(
                doSample, temperature, topK, topP, repetitionPenalty, maxNewTokens, ids, stopStrings, seed);
    }

    public GenerationConfig withStopStrings(List<String> texts) {
        return new GenerationConfig(
                doSample, temperature, topK, topP, repetitionPenalty, maxNewTokens, eosTokenIds, texts, seed);
    }

    /**
     * Fields that are absent have Hugging Face's defaults; without {@code max_new_tokens} a text may go on until the model's
     * positions end.
     *
     * @throws IllegalArgumentException naming the file, the field, its value and what was expected
     */
    public static GenerationConfig read(String file, JsonNode json) {
        try {
            NEUTRAL.forEach((field, neutral) -> only(json, field, neutral));
            return new GenerationConfig(
                    flag(json, "do_sample"),
                    number(json, "temperature", 1),
                    whole(json, "top_k", 50),
                    number(json, "top_p", 1),
                    number(json, "repetition_penalty", 1),
                    whole(json, "max_new_tokens", Integer.MAX_VALUE),
                    ids(json.path("eos_token_id")),
                    texts(json.path("stop_strings")),
                    whole(json, "seed", 0));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static void only(JsonNode json, String field, double neutral) {
        double value = number(json, field, neutral);
        check(field, value, value == neutral, neutral + ": the rest is not supported");
    }

    private static boolean flag(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean())
            throw new IllegalArgumentException(field + " is " + value + ", expected true or false");
        return value.asBoolean(false);
    }

    private static double number(JsonNode json, String field, double absent) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) return absent;
        if (!value.isNumber()) throw new IllegalArgumentException(field + " is " + value + ", expected a number");
        return value.doubleValue();
    }

    private static int whole(JsonNode json, String field, int absent) {
        double value = number(json, field, absent);
        if (value != (int) value)
            throw new IllegalArgumentException(field + " is " + json.path(field) + ", expected a whole number");
        return (int) value;
    }

    /** One id or a list of them. */
    private static Set<Integer> ids(JsonNode json) {
        Set<Integer> ids = new TreeSet<>();
        for (JsonNode id :
                json.isArray() ? json : JsonNodeFactory.instance.arrayNode().add(json)) {
            if (id.isMissingNode() || id.isNull()) continue;
            if (!id.canConvertToInt())
                throw new IllegalArgumentException("eos_token_id has " + id + ", expected whole numbers");
            ids.add(id.intValue());
        }
        return ids;
    }

    private static List<String> texts(JsonNode json) {
        if (json.isTextual()) return List.of(json.textValue());
        List<String> texts = new ArrayList<>();
        json.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** The content of {@code generation_config.json}. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("do_sample", doSample);
        json.put("temperature", temperature);
        json.put("top_k", topK);
        json.put("top_p", topP);
        json.put("repetition_penalty", repetitionPenalty);
        if (maxNewTokens < Integer.MAX_VALUE) json.put("max_new_tokens", maxNewTokens);
        if (eosTokenIds.size() == 1)
            json.put("eos_token_id", eosTokenIds.iterator().next());
        else if (!eosTokenIds.isEmpty()) new TreeSet<>(eosTokenIds).forEach(json.putArray("eos_token_id")::add);
        if (!stopStrings.isEmpty()) stopStrings.forEach(json.putArray("stop_strings")::add);
        if (seed != 0) json.put("seed", seed);
        return json;
    }
}
