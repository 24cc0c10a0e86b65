package org.alignersquad.synth;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Map;
import org.alignersquad.core.teacher.GenerationTask;
import org.jspecify.annotations.Nullable;

/**
 * How questions will be asked: what decides over the ids and shards of their rows.
 *
 * @param task of the first call about a question
 * @param versions by criterion
 */
record Asking(String model, GenerationTask<PlannedAnswer, ?> task, Map<String, Versions> versions)
        implements Serializable {

    /** Versions of a criterion's prompts: where the response is asked for too, and where it is there already. */
    record Versions(String answers, String critique) implements Serializable {}

    /** @param response that is there already; null where it is asked for */
    String promptVersion(String criterion, @Nullable String response) {
        Versions both = requireNonNull(versions.get(criterion));
        return response == null ? both.answers() : both.critique();
    }
}
