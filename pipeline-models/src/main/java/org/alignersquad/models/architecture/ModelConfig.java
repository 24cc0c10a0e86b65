package org.alignersquad.models.architecture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model's shape, as its {@code config.json} gives it. */
public interface ModelConfig {
    /** Hugging Face's name of the architecture, such as {@code gpt2}. */
    String modelType();

    int vocabSize();

    /** Longest input, in tokens. */
    int maxPositions();

    /** Every parameter, in the order in which the program takes them. */
    List<ParameterSpec> parameters();

    /** The program's text, complete with this config's numbers. */
    String script();

    /** Whether the matrices of linear layers are stored (in, out), as {@code fan_in_fan_out} says in PEFT. */
    default boolean fanInFanOut() {
        return false;
    }

    /** The parameter's name for a tensor's name in a file; null for a tensor that holds no weights. */
    @Nullable String parameterName(String tensorName);

    /** The same model with room for this many tokens. */
    ModelConfig withVocabSize(int vocabSize);

    /** The content of {@code config.json}. */
    ObjectNode json();
}
