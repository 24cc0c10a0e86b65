package org.alignersquad.models.architecture;

/** The shape of a sequence classifier. */
public interface EncoderConfig extends ModelConfig {
    /** Classes it tells apart. */
    int numLabels();

    @Override
    EncoderConfig withVocabSize(int vocabSize);
}
