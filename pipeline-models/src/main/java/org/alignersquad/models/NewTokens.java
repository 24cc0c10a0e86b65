package org.alignersquad.models;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.tokenizer.Tokenizer;

/**
 * Tokens that a tokenizer has more than the one that a model was trained with. In the model's tables (embeddings, a head
 * of its own and its bias) each starts as the mean of the tokens that spelled its name before: so no two are the same, which
 * a model could never tell apart while its tables are frozen.
 *
 * @param tokens the new tokenizer's size
 * @param spelled for each new id, the ids that spell its name
 */
record NewTokens(int tokens, Map<Integer, int[]> spelled) {
    /** Rows of the tables are a multiple of it: what processors multiply fastest. */
    private static final int ROW_MULTIPLE = 8;

    /** @param after knows all tokens of {@code before}, and special ones besides */
    static NewTokens between(Tokenizer before, Tokenizer after) {
        Map<Integer, int[]> spelled = new TreeMap<>();
        after.specialTokens().forEach((name, id) -> {
            if (!before.specialTokens().containsKey(name) && id >= before.vocabSize())
                spelled.put(id, before.encode(name));
        });
        return new NewTokens(after.vocabSize(), spelled);
    }

    /** The smallest number of rows that has room for the tokens, and for no fewer than there are. */
    int rows(ModelConfig config) {
        return rows(config, tokens);
    }

    static int rows(ModelConfig config, int tokens) {
        return tokens <= config.vocabSize() ? config.vocabSize() : Embeddings.rows(tokens, ROW_MULTIPLE);
    }

    /**
     * The tensors of a model with this config, with room for the new tokens. What is no table is not copied.
     *
     * @param tensors in the config's order
     * @param config before
     * @param grown the same with {@link #rows}
     */
    List<NamedTensor> grow(List<NamedTensor> tensors, ModelConfig config, ModelConfig grown) {
        List<ParameterSpec> wider = config.withVocabSize(config.vocabSize() + 1).parameters();
        List<NamedTensor> all = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            boolean table = wider.get(i).count() > config.parameters().get(i).count();
            all.add(table ? grow(tensors.get(i), grown.parameters().get(i)) : tensors.get(i));
        }
        return all;
    }

    private NamedTensor grow(NamedTensor tensor, ParameterSpec spec) {
        NamedTensor resized = Embeddings.resize(tensor, spec);
        FloatBuffer values = resized.floats();
        int width = (int) (spec.count() / spec.shape()[0]);
        spelled.forEach((id, ids) -> {
            for (int column = 0; column < width && ids.length > 0; column++) {
                double sum = 0;
                for (int part : ids) sum += values.get(part * width + column);
                values.put(id * width + column, (float) (sum / ids.length));
            }
        });
        return resized;
    }
}
