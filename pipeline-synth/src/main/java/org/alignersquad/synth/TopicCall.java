package org.alignersquad.synth;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.core.teacher.Call;
import org.jspecify.annotations.Nullable;

/** A call for topics that was made. {@code topics} is null where it failed. */
record TopicCall(
        String id,
        String criterion,
        String questionType,
        @Nullable List<String> topics,
        long promptTokens,
        long completionTokens,
        int attempts,
        boolean cached)
        implements Serializable {
    static TopicCall of(Call<PlannedTopics, List<String>> call) {
        PlannedTopics planned = call.input();
        return new TopicCall(
                planned.id(),
                planned.criterion(),
                planned.questionType().name(),
                call.output(),
                call.promptTokens(),
                call.completionTokens(),
                call.attempts(),
                call.cached());
    }
}
