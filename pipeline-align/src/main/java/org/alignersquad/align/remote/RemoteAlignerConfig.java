package org.alignersquad.align.remote;

import java.io.Serializable;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherConfig;
import org.alignersquad.core.teacher.TeacherKind;
import org.jspecify.annotations.Nullable;

/**
 * An aligner behind an OpenAI-compatible endpoint.
 *
 * @param endpoint {@code openai-completions} serves a trained aligner, which is given the paper's text; a chat model is
 *     given the criterion's principles
 * @param criterion path of the criterion's file for a chat model; null for a trained aligner
 */
public record RemoteAlignerConfig(
        TeacherConfig endpoint, @Nullable String criterion, Sampling sampling) implements Serializable {
    public RemoteAlignerConfig {
        if (endpoint.batch() != null)
            throw new IllegalArgumentException("endpoint.batch cannot be set: a row's next step waits for its answer");
        if (endpoint.kind() == TeacherKind.CLASSIFY)
            throw new IllegalArgumentException("endpoint.kind must be one that writes text, is: classify");
        if (endpoint.kind() != TeacherKind.OPENAI_COMPLETIONS && criterion == null)
            throw new IllegalArgumentException("criterion is needed for a chat model");
    }
}
