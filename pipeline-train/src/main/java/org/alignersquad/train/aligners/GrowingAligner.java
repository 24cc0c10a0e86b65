package org.alignersquad.train.aligners;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Checkpoint;
import org.alignersquad.models.aligner.AlignerCard;
import org.alignersquad.models.aligner.AlignerModel;
import org.alignersquad.models.engine.Weights;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.lora.LoraAdapter;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.train.files.Pretrained;
import org.alignersquad.train.rounds.AdapterBase;
import org.alignersquad.train.rounds.Floats;
import org.alignersquad.train.rounds.TrainingSetup;
import org.jspecify.annotations.Nullable;

/**
 * An aligner while it is trained, on the driver: a whole model, or a frozen one with the adapter that changes. Owns its model
 * until it is closed.
 *
 * @param adapter null where the whole model is trained
 * @param base where the adapter's model comes from; null where the whole model is trained
 */
record GrowingAligner(
        CausalLm model,
        Tokenizer tokenizer,
        @Nullable LoraAdapter<TokenExample> adapter,
        @Nullable AdapterBase base) implements AutoCloseable {
    /** A fresh GPT-2. */
    static GrowingAligner fromScratch(AlignersRecipe recipe, TrainingSetup setup, String tokenizer) {
        Tokenizer opened = Tokenizer.parse(tokenizer);
        Gpt2Config config = recipe.config(opened.vocabSize(), setup.maxLength());
        CausalLm model = CausalLm.create(config, setup.seed());
        Positions.sinusoidal(config, model.weights().flat());
        return new GrowingAligner(model, opened, null, null);
    }

    /** A checkpoint's model with room for the special tokens. */
    static GrowingAligner from(
            Pretrained pretrained, @Nullable LoraRecipe lora, TrainingSetup setup, String tokenizer) {
        Tokenizer opened = Tokenizer.parse(tokenizer);
        Checkpoint checkpoint = pretrained.open(setup.settings().configuration());
        CausalLm model = checkpoint.causalLm(opened);
        if (lora == null) return new GrowingAligner(model, opened, null, null);
        return new GrowingAligner(
                model,
                opened,
                LoraAdapter.create(model, lora.config(), setup.seed()),
                new AdapterBase(pretrained, lora.config()));
    }

    /** The numbers that are trained. */
    Floats parameters() {
        return Floats.copyOf(trained().flat());
    }

    void parameters(Floats values) {
        values.writeTo(trained().flat());
    }

    private Weights trained() {
        return adapter == null ? model.weights() : adapter.weights();
    }

    long parameterCount() {
        return trained().count();
    }

    /** Writes a local directory that job align opens. A merged adapter does nothing any more afterwards. */
    void save(Path directory, AlignerCard card, boolean merged) {
        if (adapter == null || base == null) {
            AlignerModel.save(directory, model, tokenizer, card);
            return;
        }
        if (!merged) {
            AlignerModel.save(directory, adapter, base.model().name(), tokenizer, card);
            return;
        }
        Path beside = directory.resolveSibling("adapter");
        AlignerModel.save(beside, adapter, base.model().name(), tokenizer, card);
        adapter.merge();
        AlignerModel.save(directory, model, tokenizer, card);
        move(beside, directory.resolve("adapter"));
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot move " + from + " to " + to, e);
        }
    }

    @Override
    public void close() {
        if (adapter != null) adapter.close();
        model.close();
        tokenizer.close();
    }
}
