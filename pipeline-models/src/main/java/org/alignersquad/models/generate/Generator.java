package org.alignersquad.models.generate;

import static java.util.Objects.requireNonNull;

import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Continues prompts with a language model in one running batch: rows that are done leave it and waiting ones enter, longest
 * first. What follows a prompt depends on nothing but the prompt, its key and the config; on the CPU with packed weights
 * the log-probabilities are the same to the last bit, whatever else is in the batch.
 *
 * <p>Does not own the model. Any number of threads may generate at once; each has a cache of its own.
 */
public final class Generator {
    private final FrozenModel<DecoderConfig> model;
    private final GenerationConfig config;
    private final @Nullable StopStrings stopStrings;
    private final int maxTokens;

    private Generator(
            FrozenModel<DecoderConfig> model,
            GenerationConfig config,
            @Nullable StopStrings stopStrings,
            int maxTokens) {
        if (maxTokens < 1) throw new IllegalArgumentException("maxTokens must be at least 1, is: " + maxTokens);
        this.model = model;
        this.config = config;
        this.stopStrings = stopStrings;
        this.maxTokens = maxTokens;
    }

    /**
     * A generator that knows no stop strings.
     *
     * @param maxTokens prompt and new tokens of all rows that run together, which bound the cache: each takes 2 × layers ×
     *     key-value heads × head size floats. A row that needs more runs alone. While a cache is rearranged there are two
     */
    public static Generator of(FrozenModel<DecoderConfig> model, GenerationConfig config, int maxTokens) {
        if (!config.stopStrings().isEmpty())
            throw new IllegalArgumentException("stop_strings need a tokenizer: " + config.stopStrings());
        return new Generator(model, config, null, maxTokens);
    }

    /** A generator that also ends at the config's stop strings; see the other method. */
    public static Generator of(
            FrozenModel<DecoderConfig> model, GenerationConfig config, int maxTokens, Tokenizer tokenizer) {
        List<String> texts = config.stopStrings();
        return new Generator(model, config, texts.isEmpty() ? null : new StopStrings(texts, tokenizer), maxTokens);
    }

    /**
     * Continues every prompt; the caller closes the generation.
     *
     * @throws IllegalArgumentException while it runs, for a prompt that is empty, longer than the model's positions or with
     *     an id outside the vocabulary
     */
    public Generation generate(Iterator<Prompt> prompts) {
        return new Generation(model, config, stopStrings, maxTokens, prompts);
    }

    /**
     * Continues these prompts, whose keys are their places in the list.
     *
     * @return one result per prompt, in order
     */
    public List<Generated> generate(List<int[]> prompts) {
        return inOrder(IntStream.range(0, prompts.size())
                .mapToObj(i -> Prompt.of(i, prompts.get(i)))
                .toList());
    }

    /** Continues these prompts; one result per prompt, in order. */
    public List<Generated> inOrder(List<Prompt> prompts) {
        Map<Prompt, Integer> places = new IdentityHashMap<>();
        List<Prompt> distinct = prompts.stream()
                .map(prompt -> new Prompt(prompt.key(), prompt.inputIds(), prompt.minNewTokens()))
                .toList();
        for (int i = 0; i < distinct.size(); i++) places.put(distinct.get(i), i);
        Generated[] results = new Generated[prompts.size()];
        try (Generation generation = generate(distinct.iterator())) {
            generation.forEachRemaining(result -> results[place(places, result.prompt())] = result);
        }
        return List.of(results);
    }

    private static int place(Map<Prompt, Integer> places, Prompt prompt) {
        return requireNonNull(places.get(prompt));
    }
}
