package org.alignersquad.models.architecture;

/** The shape of a causal language model. Its program defines what {@code causal_lm.py.txt} calls. */
public interface DecoderConfig extends ModelConfig {
    /** Whether the head multiplies by the token embeddings, the first parameter. */
    default boolean tiedHead() {
        return parameters().stream()
                .noneMatch(spec ->
                        spec.name().equals("lm_head.weight") || spec.name().equals("embed_out.weight"));
    }

    @Override
    DecoderConfig withVocabSize(int vocabSize);
}
