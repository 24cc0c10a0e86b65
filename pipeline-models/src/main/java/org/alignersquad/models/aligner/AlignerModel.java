package org.alignersquad.models.aligner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Checkpoint;
import org.alignersquad.models.CheckpointException;
import org.alignersquad.models.Compute;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.Pair;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.generate.Generated;
import org.alignersquad.models.generate.GenerationConfig;
import org.alignersquad.models.generate.Generator;
import org.alignersquad.models.generate.Prompt;
import org.alignersquad.models.lora.LoraAdapter;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.models.train.TokenExample;

/**
 * An aligner ready for use: rewrites responses. Owns its model until it is closed. Any number of threads may share it; each
 * rewrites with a cache of its own.
 *
 * <p>A rewrite depends on its pair alone, not on the pairs beside it or their order.
 */
public final class AlignerModel implements AutoCloseable {
    /** Keys and values of this many tokens take about 600 MB for GPT-2's smallest shape. */
    private static final int MAX_TOKENS_PER_BATCH = 8192;

    /** Times that edits are drawn where the first do not fit, and the tokens that each of their tokens is drawn from. */
    private static final int DRAWS = 16;

    private static final int DRAWN_FROM = 20;

    private final AlignerCard card;
    private final CausalLm model;
    private final FrozenModel<DecoderConfig> frozen;
    private final Tokenizer tokenizer;
    private final AlignerFormat format;
    private final GenerationConfig generation;

    private AlignerModel(AlignerCard card, CausalLm model, Tokenizer tokenizer, GenerationConfig generation) {
        this.card = card;
        this.model = model;
        this.tokenizer = tokenizer;
        format = new AlignerFormat(tokenizer);
        this.generation = generation.withEosTokenIds(Set.of(format.doneId()));
        frozen = model.freeze();
    }

    /**
     * An aligner on the CPU that generates as its {@value GenerationConfig#FILE} says, which means greedily unless it says
     * otherwise.
     *
     * @throws CheckpointException naming the directory and what is wrong with it
     */
    public static AlignerModel open(Path directory) {
        return open(directory, Path::of, Compute.CPU);
    }

    /**
     * The same on a device, also of a directory in PEFT's layout that holds no more than an adapter: it is added to its base
     * model.
     *
     * @param bases where a base model lies on this machine, for its name or path in {@code adapter_config.json}
     * @throws CheckpointException naming the directory and what is wrong with it
     */
    public static AlignerModel open(Path directory, Function<String, Path> bases, Compute compute) {
        if (LoraAdapter.isAdapter(directory)) return adapted(directory, bases, compute);
        Checkpoint checkpoint = Checkpoint.open(directory);
        try {
            AlignerCard card = AlignerCard.read(directory);
            GenerationConfig generation = checkpoint.generationConfig();
            return new AlignerModel(card, checkpoint.causalLm(compute), checkpoint.tokenizer(), generation);
        } catch (IOException | IllegalArgumentException e) {
            throw new CheckpointException("Cannot open aligner " + directory + ": " + e.getMessage(), e);
        }
    }

    private static AlignerModel adapted(Path directory, Function<String, Path> bases, Compute compute) {
        String name = LoraAdapter.baseModel(directory);
        try {
            AlignerCard card = AlignerCard.read(directory);
            Tokenizer tokenizer = Tokenizer.open(directory.resolve("tokenizer.json"));
            CausalLm model = Checkpoint.open(bases.apply(name)).causalLm(tokenizer, compute);
            try (LoraAdapter<TokenExample> adapter = LoraAdapter.open(model, directory)) {
                adapter.merge();
            }
            return new AlignerModel(card, model, tokenizer, GenerationConfig.greedy(Set.of(), Integer.MAX_VALUE));
        } catch (IOException | IllegalArgumentException e) {
            throw new CheckpointException("Cannot open aligner " + directory + ": " + e.getMessage(), e);
        } catch (CheckpointException e) {
            throw new CheckpointException(
                    "Cannot open aligner " + directory + ", an adapter of " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes an adapter of a language model in PEFT's layout, with the tokenizer and {@value AlignerCard#FILE} beside it.
     *
     * @param baseModel path of the base model's directory, for whoever opens the adapter
     */
    public static void save(
            Path directory,
            LoraAdapter<TokenExample> adapter,
            String baseModel,
            Tokenizer tokenizer,
            AlignerCard card) {
        adapter.save(directory, baseModel);
        ObjectNode json = GenerationConfig.greedy(Set.of(tokenizer.specialId(AlignerFormat.DONE)), Integer.MAX_VALUE)
                .json();
        json.put("pad_token_id", tokenizer.specialId(AlignerFormat.PAD));
        Checkpoint.saveCompanions(
                directory,
                tokenizer,
                adapter.base().config().maxPositions(),
                AlignerFormat.ROLES,
                Map.of(AlignerCard.FILE, card.json(), GenerationConfig.FILE, json));
    }

    /** An aligner of these parts, which it then owns, as they are now; it rewrites greedily. */
    public static AlignerModel of(AlignerCard card, CausalLm model, Tokenizer tokenizer) {
        return new AlignerModel(card, model, tokenizer, GenerationConfig.greedy(Set.of(), Integer.MAX_VALUE));
    }

    /** Writes a greedy aligner's directory, in Hugging Face's layout with {@value AlignerCard#FILE} beside it. */
    public static void save(Path directory, CausalLm model, Tokenizer tokenizer, AlignerCard card) {
        save(directory, model, tokenizer, card, GenerationConfig.greedy(Set.of(), Integer.MAX_VALUE));
    }

    /** Writes an aligner's directory with a {@value GenerationConfig#FILE}; texts end at {@code [DONE]}. */
    public static void save(
            Path directory, CausalLm model, Tokenizer tokenizer, AlignerCard card, GenerationConfig generation) {
        Set<Integer> done = Set.of(tokenizer.specialId(AlignerFormat.DONE));
        ObjectNode json = generation.withEosTokenIds(done).json();
        json.put("pad_token_id", tokenizer.specialId(AlignerFormat.PAD));
        Map<String, JsonNode> records = Map.of(AlignerCard.FILE, card.json(), GenerationConfig.FILE, json);
        Checkpoint.save(directory, model, tokenizer, AlignerFormat.ROLES, records);
    }

    public AlignerCard card() {
        return card;
    }

    /**
     * Rewrites each response. Edits that do not fit their response are drawn a few times more.
     *
     * @param maxNewTokens of a rewrite; what the model's positions leave over is for the prompt and the response
     * @return one rewrite per pair, in order
     */
    public List<Rewrite> rewrite(List<Pair> pairs, int maxNewTokens) {
        List<AlignerPrompt> prompts = prompts(pairs, maxNewTokens);
        List<Generated> generated = generator(maxNewTokens)
                .inOrder(prompts.stream().map(this::prompt).toList());
        List<Rewrite> rewrites = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++)
            rewrites.add(result(pairs.get(i).response(), prompts.get(i), generated.get(i)));
        drawAgain(pairs, prompts, rewrites, maxNewTokens);
        return rewrites;
    }

    /** In the place of edits that do not fit the likeliest that do, of a few that are drawn. */
    private void drawAgain(List<Pair> pairs, List<AlignerPrompt> prompts, List<Rewrite> rewrites, int maxNewTokens) {
        List<Integer> rows = new ArrayList<>();
        List<Prompt> again = new ArrayList<>();
        for (int i = 0; i < rewrites.size(); i++) {
            Prompt prompt = prompt(prompts.get(i));
            for (int draw = 1; draw <= DRAWS && rewrites.get(i).mismatch() != null; draw++) {
                rows.add(i);
                again.add(new Prompt(prompt.key() + ((long) draw << 32), prompt.inputIds(), 0));
            }
        }
        if (rows.isEmpty()) return;
        GenerationConfig drawn =
                generation.withMaxNewTokens(maxNewTokens).sampling(1, DRAWN_FROM, 1, generation.seed());
        List<Generated> generated =
                Generator.of(frozen, drawn, MAX_TOKENS_PER_BATCH, tokenizer).inOrder(again);
        for (int k = 0; k < rows.size(); k++) {
            int i = rows.get(k);
            Rewrite other = result(pairs.get(i).response(), prompts.get(i), generated.get(k));
            if (other.mismatch() == null && better(other, rewrites.get(i))) rewrites.set(i, other);
        }
    }

    private static boolean better(Rewrite other, Rewrite than) {
        return than.mismatch() != null || other.logProbability() > than.logProbability();
    }

    private List<AlignerPrompt> prompts(List<Pair> pairs, int maxNewTokens) {
        int positions = model.config().maxPositions();
        if (maxNewTokens < 1 || maxNewTokens > positions - 2)
            throw new IllegalArgumentException(
                    "max_new_tokens must be in [1, " + (positions - 2) + "], is: " + maxNewTokens);
        return pairs.stream()
                .map(pair -> format.encodePrompt(pair, positions - maxNewTokens))
                .toList();
    }

    private Generator generator(int maxNewTokens) {
        GenerationConfig config = generation.withMaxNewTokens(maxNewTokens);
        return Generator.of(frozen, config, MAX_TOKENS_PER_BATCH, tokenizer);
    }

    /** The key is a hash of the text; a text that lost its middle is not answered with nothing, which would be its end. */
    private Prompt prompt(AlignerPrompt prompt) {
        boolean answered = prompt.truncated() && card.target() == AlignerTarget.TEXT;
        return new Prompt(Arrays.hashCode(prompt.inputIds()), prompt.inputIds(), answered ? 1 : 0);
    }

    private Rewrite result(String response, AlignerPrompt prompt, Generated generated) {
        String written = format.decode(generated.tokens());
        // the limit may have cut a character in two
        if (!generated.finished()) written = written.replaceFirst("\uFFFD+$", "");
        Edited edited = card.target().apply(written, generated.finished(), response);
        return new Rewrite(
                edited.text(),
                prompt.truncated(),
                generated.finished(),
                generated.logProbability(),
                generated.tokens().length,
                edited.mismatch());
    }

    @Override
    public void close() {
        frozen.close();
        model.close();
        tokenizer.close();
    }
}
