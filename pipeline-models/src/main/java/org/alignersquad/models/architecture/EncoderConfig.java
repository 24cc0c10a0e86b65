package org.alignersquad.models.architecture;

/** The shape of a sequence classifier. */
public interface EncoderConfig extends ModelConfig {
    /** Classes it tells apart. */
    int numLabels();

    /** Token types it tells apart. */
    int typeVocabSize();

    /** Whether a parameter belongs to the classification head, which starts afresh for another task. */
    boolean isHead(String parameterName);

    /** Whether files of pre-trained base models may lack a parameter: it belongs to the head or leads to it. */
    default boolean startsAfreshIfMissing(String parameterName) {
        return isHead(parameterName);
    }

    /** The same encoder with a head for this many classes. */
    EncoderConfig withNumLabels(int labels);

    @Override
    EncoderConfig withVocabSize(int vocabSize);
}
