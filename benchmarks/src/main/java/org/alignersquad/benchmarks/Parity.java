package org.alignersquad.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Checkpoint;
import org.alignersquad.models.Model;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.architecture.Rope;
import org.alignersquad.models.architecture.RopeScaling;
import org.alignersquad.models.bert.BertConfig;
import org.alignersquad.models.bert.EncoderShape;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.Weights;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.gptneox.GptNeoxConfig;
import org.alignersquad.models.llama.LlamaConfig;
import org.alignersquad.models.llama.LlamaConfig.Family;
import org.alignersquad.models.lora.LoraAdapter;
import org.alignersquad.models.lora.LoraConfig;
import org.alignersquad.models.phi.PhiConfig;
import org.alignersquad.models.roberta.RobertaConfig;
import org.alignersquad.models.tokenizer.BpeTrainer;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.models.train.ClassificationExample;
import org.alignersquad.models.train.LossTerms;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.Trainable;
import org.alignersquad.models.train.TrainableModel;

/**
 * Writes a checkpoint directory with random weights for every architecture, an adapter over it, and for each a {@code
 * parity.json}: an input, the logits, the loss and the norm of its gradient. {@code benchmarks/parity/compare.py} computes the same with PyTorch.
 */
public final class Parity {
    private static final int VOCABULARY = 270;
    private static final int LENGTH = 48;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Parity() {}

    /** @param arguments directory to write into */
    public static void main(String[] arguments) {
        if (arguments.length != 1) throw new IllegalArgumentException("Usage: Parity DIRECTORY");
        try (Tokenizer tokenizer = BpeTrainer.train(List.of("to be or not to be"), 262, List.of("[PAD]"))) {
            configs().forEach((name, config) -> {
                write(Path.of(arguments[0]).resolve(name), config, tokenizer);
                System.out.println("wrote " + name);
            });
        }
    }

    private static Map<String, ModelConfig> configs() {
        Rope llama3 = new Rope(500_000, 16, new RopeScaling.Llama3(8, 1, 4, 32));
        Rope yarn = new Rope(10_000, 16, new RopeScaling.Yarn(4, 1.1386294361119891, 32, 1, true, 32));
        Rope neox = Rope.of(10_000, 16);
        return new java.util.TreeMap<>(Map.of(
                "gpt2", Gpt2Config.of(VOCABULARY, 64, 64, 3, 4),
                "gpt-neox", GptNeoxConfig.of(VOCABULARY, 64, 64, 3, 4),
                "gpt-neox-serial",
                        new GptNeoxConfig(VOCABULARY, 64, 64, 3, 4, 96, "gelu", neox, false, true, true, 1e-5, 0.02),
                "phi", PhiConfig.of(VOCABULARY, 64, 80, 3, 4),
                "llama-grouped", llama(Family.LLAMA, llama3, true, 0),
                "mistral-window", llama(Family.MISTRAL, Rope.of(10_000, 16), false, 16),
                "qwen2-yarn", llama(Family.QWEN2, yarn, true, 0),
                "bert", BertConfig.of(VOCABULARY, 64, 64, 3, 4),
                "roberta",
                        new RobertaConfig(
                                new EncoderShape(VOCABULARY, 66, 1, 64, 3, 4, 96, "gelu", 1e-5, 0.02, 3), 0)));
    }

    private static LlamaConfig llama(Family family, Rope rope, boolean biased, int window) {
        return new LlamaConfig(
                family,
                VOCABULARY,
                128,
                64,
                3,
                4,
                2,
                16,
                96,
                "silu",
                rope,
                biased,
                false,
                window,
                0,
                false,
                1e-6,
                0.02);
    }

    private static void write(Path directory, ModelConfig config, Tokenizer tokenizer) {
        SplittableRandom random = new SplittableRandom(7);
        int[] ids = random.ints(LENGTH, 5, VOCABULARY).toArray();
        if (config instanceof DecoderConfig decoder) {
            try (CausalLm model = shaken(CausalLm.create(decoder, 1), random)) {
                ObjectNode record = record(ids, model.logits(ids));
                TokenExample example = new TokenExample(ids, ids);
                addStep(record, model, example, LENGTH - 1);
                save(directory, model, tokenizer, record);
                adapt(directory, model, example, LENGTH - 1, () -> record(ids, model.logits(ids)));
            }
        } else {
            int types = ((EncoderConfig) config).typeVocabSize();
            int[] typeIds = random.ints(LENGTH, 0, types).toArray();
            try (SequenceClassifier model = shaken(SequenceClassifier.create((EncoderConfig) config, 1), random)) {
                Supplier<ObjectNode> classified = () -> record(ids, model.logits(List.of(ids), List.of(typeIds)))
                        .put("label", 1)
                        .set("token_type_ids", numbers(typeIds));
                ObjectNode record = classified.get();
                ClassificationExample example = new ClassificationExample(ids, typeIds, 1, 1);
                addStep(record, model, example, 1);
                save(directory, model, tokenizer, record);
                adapt(directory, model, example, 1, classified);
            }
        }
    }

    /** The same with an adapter over every linear layer, which lies in {@code adapter} beside the checkpoint's files. */
    private static <E> void adapt(
            Path directory, TrainableModel<E> model, E example, int targets, Supplier<ObjectNode> recordAfterMerge) {
        LoraConfig config = LoraConfig.of(4, 8, LoraConfig.ALL_LINEAR);
        try (LoraAdapter<E> adapter = LoraAdapter.create(model, config, 5)) {
            shake(adapter.weights(), new SplittableRandom(11));
            ObjectNode step = JsonNodeFactory.instance.objectNode();
            addStep(step, adapter, example, targets);
            Path to = directory.resolve("adapter");
            adapter.save(to, directory.toString());
            adapter.merge();
            JSON.writeValue(to.resolve("parity.json").toFile(), step.setAll(recordAfterMerge.get()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every parameter away from its start, so that each one counts. */
    private static <M extends Model> M shaken(M model, SplittableRandom random) {
        shake(model.weights(), random);
        return model;
    }

    private static void shake(Weights weights, SplittableRandom random) {
        float[] values = weights.values();
        for (int i = 0; i < values.length; i++) values[i] += (float) (0.1 * random.nextGaussian());
        weights.assign(values);
    }

    private static ObjectNode record(int[] ids, float[][] logits) {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.set("input_ids", numbers(ids));
        ArrayNode rows = record.putArray("logits");
        for (float[] row : logits) {
            ArrayNode values = rows.addArray();
            for (float value : row) values.add(value);
        }
        return record;
    }

    private static ArrayNode numbers(int[] values) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (int value : values) list.add(value);
        return list;
    }

    private static <E> void addStep(ObjectNode record, Trainable<E> trainable, E example, int targets) {
        try (Scope scope = Scope.recording()) {
            double loss = trainable
                    .backward(scope, List.of(example), LossTerms.scaled(1.0 / targets))
                    .item();
            double squares = 0;
            for (float value : trainable.weights().gradientValues()) squares += (double) value * value;
            record.put("loss", loss).put("gradient_norm", Math.sqrt(squares));
        }
    }

    private static void save(Path directory, Model model, Tokenizer tokenizer, JsonNode record) {
        Checkpoint.save(directory, model, tokenizer, Map.of("pad_token", "[PAD]"), Map.of("parity.json", record));
    }
}
