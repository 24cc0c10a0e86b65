package org.alignersquad.models.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Hugging Face {@code tokenizer.json}. Text never becomes a special token, whatever it contains, but the one for unknown
 * signs: special tokens are put between texts by their {@linkplain #specialId id}. Nothing is cut or padded, whatever the
 * file says. Thread-safe.
 */
public final class Tokenizer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TokenizerJson json;
    private final HuggingFaceTokenizer plain;
    private final Set<Integer> specialIds;
    private final int unknownId;

    private Tokenizer(TokenizerJson json) throws IOException {
        this.json = json;
        specialIds = Set.copyOf(json.specialTokens().values());
        String unknown = json.unknownToken();
        unknownId = unknown == null ? -1 : json.specialTokens().getOrDefault(unknown, -1);
        byte[] plainText = JSON.writeValueAsBytes(json.withoutSpecialTokens());
        plain = HuggingFaceTokenizer.newInstance(
                new ByteArrayInputStream(plainText),
                Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
    }

    /** Reads a {@code tokenizer.json}. */
    public static Tokenizer open(Path file) throws IOException {
        try {
            return new Tokenizer(TokenizerJson.parse(Files.readString(file)));
        } catch (IllegalArgumentException e) {
            throw new IOException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** The tokenizer of this content of a {@code tokenizer.json}. */
    public static Tokenizer parse(String json) {
        try {
            return new Tokenizer(TokenizerJson.parse(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same tokenizer with these special tokens; those that its vocabulary lacks get the next ids. Both must be closed. */
    public Tokenizer withSpecialTokens(Collection<String> tokens) {
        return parse(json.withSpecialTokens(tokens).toString());
    }

    /** The ids of a text. */
    public int[] encode(String text) {
        return ids(plain.encode(text, false, false));
    }

    /** The ids of each text. */
    public List<int[]> encodeAll(List<String> texts) {
        if (texts.isEmpty()) return List.of();
        return Arrays.stream(plain.batchEncode(texts, false, false))
                .map(this::ids)
                .toList();
    }

    private int[] ids(Encoding encoding) {
        long[] longs = encoding.getIds();
        int[] ids = new int[longs.length];
        for (int i = 0; i < ids.length; i++) ids[i] = checked((int) longs[i]);
        return ids;
    }

    /** Holds by the way the text's tokenizer is made; if ever not, no row may go on with it. */
    private int checked(int id) {
        if (id == unknownId || !specialIds.contains(id)) return id;
        throw new IllegalStateException("A text became the special token with id " + id);
    }

    /** The text of these ids; special tokens are left out. */
    public String decode(int[] ids) {
        return plain.decode(
                Arrays.stream(ids).filter(this::isText).asLongStream().toArray(), false);
    }

    private boolean isText(int id) {
        return !specialIds.contains(id) && id < vocabSize();
    }

    /** Special tokens and their ids, in the file's order. */
    public Map<String, Integer> specialTokens() {
        return json.specialTokens();
    }

    /** @throws IllegalArgumentException when there is no such special token */
    public int specialId(String token) {
        Integer id = json.specialTokens().get(token);
        if (id == null)
            throw new IllegalArgumentException("Tokenizer has no special token " + token + ", it has "
                    + json.specialTokens().keySet());
        return id;
    }

    /** The special token that stands for what cannot be spelled; null where everything can, or where it is not special. */
    public @Nullable String unknownToken() {
        return unknownId < 0 ? null : json.unknownToken();
    }

    /** One more than the largest id. */
    public int vocabSize() {
        return json.vocabSize();
    }

    /** The content of {@code tokenizer.json}. */
    public String json() {
        return json.toString();
    }

    @Override
    public void close() {
        plain.close();
    }
}
