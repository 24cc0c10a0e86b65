package org.alignersquad.align.remote;

import java.io.Serializable;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherConfig;
import org.alignersquad.core.teacher.TeacherKind;
import org.jspecify.annotations.Nullable;

/**
 * An inspector behind an endpoint: a classifier ({@code kind: classify}), or a language model that is asked for a
 * probability.
 *
 * @param criterion path of the criterion's file, whose principles a language model is given; null for a classifier
 * @param sampling of a language model; null for a classifier
 * @param misalignedClass index of the classifier's class that means misaligned; null for a language model
 */
public record RemoteInspectorConfig(
        TeacherConfig endpoint,
        @Nullable String criterion,
        @Nullable Sampling sampling,
        @Nullable Integer misalignedClass)
        implements Serializable {
    public RemoteInspectorConfig {
        if (endpoint.batch() != null)
            throw new IllegalArgumentException("endpoint.batch cannot be set: a row's next step waits for its answer");
        if (endpoint.kind() == TeacherKind.CLASSIFY) {
            if (misalignedClass == null || misalignedClass < 0)
                throw new IllegalArgumentException("misaligned_class is needed for kind classify: 0 or more");
        } else if (criterion == null || sampling == null) {
            throw new IllegalArgumentException("criterion and sampling are needed for a language model");
        }
    }
}
