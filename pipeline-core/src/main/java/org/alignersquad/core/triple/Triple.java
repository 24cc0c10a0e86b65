package org.alignersquad.core.triple;

import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of the triple table: a question x, the teacher's first response y, its critique, and the aligned response y'.
 * Equal y and y' mean that the teacher found nothing wrong. Source: the paper, section on synthetic data.
 *
 * @param id hash of criterion, normalised question, teacher and prompt version
 * @param similarity of y and y' in [0, 1]; 1 where they are equal
 * @param split {@code train}, {@code validation} or {@code test}
 * @param teacher the model that wrote the row
 * @param promptVersion short hash of the prompt texts
 */
public record Triple(
        String id,
        String criterion,
        @Nullable String topic,
        @Nullable String questionType,
        String input,
        String initialResponse,
        String critique,
        String alignedResponse,
        double similarity,
        String split,
        String teacher,
        String promptVersion,
        long promptTokens,
        long completionTokens,
        Instant createdAt)
        implements Serializable {}
