package org.alignersquad.models.architecture;

/** The shape of a causal language model. Its program defines what {@code causal_lm.py.txt} calls. */
public interface DecoderConfig extends ModelConfig {
    @Override
    DecoderConfig withVocabSize(int vocabSize);
}
