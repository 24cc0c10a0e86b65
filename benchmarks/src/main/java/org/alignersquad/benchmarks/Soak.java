package org.alignersquad.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Compute;
import org.alignersquad.models.Pair;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.aligner.AlignerCard;
import org.alignersquad.models.aligner.AlignerFormat;
import org.alignersquad.models.aligner.AlignerModel;
import org.alignersquad.models.bert.BertConfig;
import org.alignersquad.models.engine.Torch;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.lora.LoraAdapter;
import org.alignersquad.models.lora.LoraConfig;
import org.alignersquad.models.tokenizer.BpeTrainer;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.models.train.ClassificationExample;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.TrainingConfig;
import org.alignersquad.models.train.TrainingStep;

/** Thousands of steps of each kind of work: resident memory and the engine's owners and tensors must stay flat. */
public final class Soak {
    private static final TrainingConfig TRAINING = new TrainingConfig(0.9, 0.999, 1e-8, 0.01, 1, 0.1, 256);
    private static final int VOCABULARY = 500;

    private final CausalLm gpt2 = CausalLm.create(Gpt2Config.of(VOCABULARY, 64, 64, 3, 4), 1);
    private final CausalLm recomputing =
            CausalLm.create(Gpt2Config.of(VOCABULARY, 64, 64, 3, 4), 1, Compute.CPU.withRecomputedActivations());
    private final CausalLm base = CausalLm.create(Gpt2Config.of(VOCABULARY, 64, 64, 3, 4), 1);
    private final SequenceClassifier bert = SequenceClassifier.create(BertConfig.of(VOCABULARY, 64, 64, 3, 4), 1);
    private final LoraAdapter<TokenExample> adapter =
            LoraAdapter.create(base, new LoraConfig(8, 16, 0.1, false, List.of("c_attn"), List.of()), 1);

    private final AlignerModel aligner = aligner();

    private Soak() {}

    private static AlignerModel aligner() {
        Tokenizer tokenizer = BpeTrainer.train(List.of("mix flour and water"), 300, AlignerFormat.SPECIAL_TOKENS);
        CausalLm model = CausalLm.create(Gpt2Config.of(VOCABULARY, 96, 64, 3, 4), 1);
        ObjectNode training = JsonNodeFactory.instance.objectNode();
        return AlignerModel.of(new AlignerCard("soak", "gpt2", AlignerCard.FORMAT, training), model, tokenizer);
    }

    /** Argument: steps of each kind. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) throw new IllegalArgumentException("Usage: Soak STEPS");
        int steps = Integer.parseInt(args[0]);
        for (Map.Entry<String, IntConsumer> kind : new Soak().kinds().entrySet())
            soak(kind.getKey(), kind.getValue(), steps);
    }

    private Map<String, IntConsumer> kinds() {
        Map<String, IntConsumer> kinds = new LinkedHashMap<>();
        kinds.put("train GPT-2", training(new TrainingStep<>(gpt2, TRAINING), Soak::texts));
        kinds.put("train, recomputing", training(new TrainingStep<>(recomputing, TRAINING), Soak::texts));
        kinds.put("train BERT", training(new TrainingStep<>(bert, TRAINING), Soak::labelled));
        kinds.put("train LoRA", training(new TrainingStep<>(adapter, TRAINING), Soak::texts));
        kinds.put("generate", this::generate);
        kinds.put("score", this::score);
        return kinds;
    }

    private interface Examples<E> {
        List<E> of(int seed);
    }

    private static <E> IntConsumer training(TrainingStep<E> step, Examples<E> examples) {
        return i -> {
            step.step(examples.of(i), 1e-4, i).orThrow();
            if (i % 10 == 0) step.restore(step.state());
        };
    }

    private static int[] ids(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.ints(random.nextInt(4, 40), 0, VOCABULARY).toArray();
    }

    private static List<TokenExample> texts(int seed) {
        return IntStream.range(0, 8)
                .mapToObj(i -> ids(8 * seed + i))
                .map(ids -> new TokenExample(ids, ids))
                .toList();
    }

    private static List<ClassificationExample> labelled(int seed) {
        return texts(seed).stream()
                .map(text -> new ClassificationExample(text.inputIds(), new int[text.inputIds().length], seed % 2, 1))
                .toList();
    }

    private void generate(int seed) {
        String words = "mix flour and water ".repeat(1 + seed % 3);
        aligner.rewrite(List.of(new Pair("bake", words), new Pair(words, "no"), new Pair("a", "b")), 12);
    }

    private void score(int seed) {
        List<int[]> texts = texts(seed).stream().map(TokenExample::inputIds).toList();
        bert.logits(texts, texts.stream().map(ids -> new int[ids.length]).toList());
    }

    private static void soak(String kind, IntConsumer work, int steps) throws IOException {
        int warmUp = Math.max(50, steps / 10);
        for (int i = 0; i < warmUp; i++) work.accept(i);
        int live = Torch.live();
        List<Long> resident = new ArrayList<>();
        for (int i = 0; i <= steps; i++) {
            if (i % Math.max(1, steps / 5) == 0) resident.add(resident());
            work.accept(warmUp + i);
        }
        System.out.printf(
                "%-18s %d steps: resident %s MB, owners and tensors %d -> %d%n",
                kind, steps, resident, live, Torch.live());
    }

    private static long resident() throws IOException {
        System.gc();
        return Memory.residentMb();
    }
}
