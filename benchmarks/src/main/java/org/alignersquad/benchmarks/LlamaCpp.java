package org.alignersquad.benchmarks;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.CacheType;
import de.kherud.llama.args.LogFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.gpt2.Gpt2Config;

/**
 * A GPT-2 in llama.cpp, by its Java bindings, with 32-bit weights and cache. Token {@code i} of its vocabulary is a letter of
 * its own or {@code <i>}, so that prompts and answers can be told from their texts; there are no merges.
 */
final class LlamaCpp implements AutoCloseable {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("transformer.wte.weight", "token_embd.weight"),
            Map.entry("transformer.wpe.weight", "position_embd.weight"),
            Map.entry("transformer.ln_f", "output_norm"),
            Map.entry("ln_1", "attn_norm"),
            Map.entry("attn.c_attn", "attn_qkv"),
            Map.entry("attn.c_proj", "attn_output"),
            Map.entry("ln_2", "ffn_norm"),
            Map.entry("mlp.c_fc", "ffn_up"),
            Map.entry("mlp.c_proj", "ffn_down"));
    /** Printable, and no two of them are one token. */
    private static final int LETTERS = 94;

    private final LlamaModel model;

    private LlamaCpp(LlamaModel model) {
        this.model = model;
    }

    static LlamaCpp of(CausalLm gpt2, int threads) throws IOException {
        Path file = Files.createTempFile("benchmark", ".gguf");
        try {
            gguf((Gpt2Config) gpt2.config()).write(file, tensors(gpt2.weights().tensors()));
            LlamaModel.setLogger(LogFormat.TEXT, (level, text) -> {});
            return new LlamaCpp(new LlamaModel(new ModelParameters()
                    .setModel(file.toString())
                    .setThreads(threads)
                    .setThreadsBatch(threads)
                    .setCtxSize(1024)
                    .setCacheTypeK(CacheType.F32)
                    .setCacheTypeV(CacheType.F32)));
        } finally {
            Files.delete(file);
        }
    }

    private static Gguf gguf(Gpt2Config config) {
        List<String> vocabulary =
                IntStream.range(0, config.vocabSize()).mapToObj(LlamaCpp::text).toList();
        return new Gguf()
                .with("general.architecture", "gpt2")
                .with("gpt2.context_length", config.nPositions())
                .with("gpt2.embedding_length", config.nEmbd())
                .with("gpt2.block_count", config.nLayer())
                .with("gpt2.feed_forward_length", 4 * config.nEmbd())
                .with("gpt2.attention.head_count", config.nHead())
                .with("gpt2.attention.layer_norm_epsilon", (float) config.layerNormEpsilon())
                .with("tokenizer.ggml.model", "gpt2")
                .with("tokenizer.ggml.pre", "gpt-2")
                .with("tokenizer.ggml.tokens", vocabulary)
                .with(
                        "tokenizer.ggml.token_type",
                        vocabulary.stream().map(text -> 1).toList())
                .with("tokenizer.ggml.merges", List.of("! !"))
                .with("tokenizer.ggml.eos_token_id", config.vocabSize() - 1);
    }

    private static String text(int token) {
        return token < LETTERS ? String.valueOf((char) ('!' + token)) : "<" + token + ">";
    }

    /** It wants the head beside the embeddings that the head is tied to. */
    private static List<NamedTensor> tensors(List<NamedTensor> tensors) {
        NamedTensor table = tensors.get(0);
        NamedTensor head = new NamedTensor("output.weight", table.shape(), table.data());
        return Stream.concat(tensors.stream().map(LlamaCpp::tensor), Stream.of(head))
                .toList();
    }

    /** Matrices of linear layers lie the other way round in its files. */
    private static NamedTensor tensor(NamedTensor tensor) {
        String name = name(tensor.name());
        boolean turned = tensor.shape().length == 2 && name.startsWith("blk.");
        return turned ? turned(name, tensor) : new NamedTensor(name, tensor.shape(), tensor.data());
    }

    private static String name(String name) {
        String known = NAMES.get(name);
        if (known != null) return known;
        int dot = name.lastIndexOf('.');
        String module = name.substring(0, dot);
        if (!module.startsWith("transformer.h.")) return NAMES.get(module) + name.substring(dot);
        String[] parts = module.split("\\.", 4);
        return "blk." + parts[2] + "." + NAMES.get(parts[3]) + name.substring(dot);
    }

    private static NamedTensor turned(String name, NamedTensor tensor) {
        int rows = (int) tensor.shape()[0];
        int columns = (int) tensor.shape()[1];
        ByteBuffer data = ByteBuffer.allocate(4 * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
        for (int column = 0; column < columns; column++)
            for (int row = 0; row < rows; row++) data.putFloat(tensor.floats().get(row * columns + column));
        return new NamedTensor(name, new long[] {columns, rows}, data.flip());
    }

    /** A prompt of so many tokens whose ids are all below the number of letters. */
    static int[] prompt(int length) {
        return IntStream.range(0, length).map(i -> (7 * i) % LETTERS).toArray();
    }

    /** The text of so many tokens, greedily. */
    String complete(int[] prompt, int tokens) {
        return model.complete(new InferenceParameters(texts(prompt))
                .setTemperature(0)
                .setIgnoreEos(true)
                .setCachePrompt(false)
                .setNPredict(tokens));
    }

    static String texts(int[] tokens) {
        return Arrays.stream(tokens).mapToObj(LlamaCpp::text).collect(Collectors.joining());
    }

    @Override
    public void close() {
        model.close();
    }
}
