package org.alignersquad.models.aligner;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Checkpoint;
import org.alignersquad.models.CheckpointException;
import org.alignersquad.models.Pair;
import org.alignersquad.models.generate.Generated;
import org.alignersquad.models.generate.Generator;
import org.alignersquad.models.generate.Sampling;
import org.alignersquad.models.tokenizer.Tokenizer;

/** An aligner ready for use: rewrites responses. Owns its model until it is closed; one thread at a time. */
public final class AlignerModel implements AutoCloseable {
    /** Keys and values of this many tokens take about 100 MB for a small model. */
    private static final int MAX_TOKENS_PER_BATCH = 8192;

    private final AlignerCard card;
    private final CausalLm model;
    private final Tokenizer tokenizer;
    private final AlignerFormat format;

    private AlignerModel(AlignerCard card, CausalLm model, Tokenizer tokenizer) {
        this.card = card;
        this.model = model;
        this.tokenizer = tokenizer;
        format = new AlignerFormat(tokenizer);
    }

    /** @throws CheckpointException naming the directory and what is wrong with it */
    public static AlignerModel open(Path directory) {
        Checkpoint checkpoint = Checkpoint.open(directory);
        try {
            return of(AlignerCard.read(directory), checkpoint.causalLm(), checkpoint.tokenizer());
        } catch (IOException | IllegalArgumentException e) {
            throw new CheckpointException("Cannot open aligner " + directory + ": " + e.getMessage(), e);
        }
    }

    /** An aligner of these parts, which it then owns. */
    public static AlignerModel of(AlignerCard card, CausalLm model, Tokenizer tokenizer) {
        return new AlignerModel(card, model, tokenizer);
    }

    /** Writes an aligner's directory, in Hugging Face's layout with {@value AlignerCard#FILE} beside it. */
    public static void save(Path directory, CausalLm model, Tokenizer tokenizer, AlignerCard card) {
        Checkpoint.save(directory, model, tokenizer, AlignerFormat.ROLES, Map.of(AlignerCard.FILE, card.json()));
    }

    public AlignerCard card() {
        return card;
    }

    /**
     * Rewrites each response, greedily.
     *
     * @param maxNewTokens of a rewrite; what the model's positions leave over is for the prompt and the response
     * @return one rewrite per pair, in order
     */
    public List<Rewrite> rewrite(List<Pair> pairs, int maxNewTokens) {
        int maxPromptTokens = model.config().maxPositions() - maxNewTokens;
        if (maxNewTokens < 1 || maxPromptTokens < 2)
            throw new IllegalArgumentException(
                    "max_new_tokens must be in [1, " + (model.config().maxPositions() - 2) + "], is: " + maxNewTokens);
        List<AlignerPrompt> prompts = pairs.stream()
                .map(pair -> format.encodePrompt(pair, maxPromptTokens))
                .toList();
        List<Generated> generated = new Generator(model, Set.of(format.doneId()), Sampling.GREEDY, MAX_TOKENS_PER_BATCH)
                .generate(prompts.stream().map(AlignerPrompt::inputIds).toList(), maxNewTokens);
        List<Rewrite> rewrites = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            Generated result = generated.get(i);
            rewrites.add(
                    new Rewrite(format.decode(result.tokens()), prompts.get(i).truncated(), result.finished()));
        }
        return rewrites;
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
