package org.alignersquad.core.triple;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A row that a stage did not keep.
 *
 * @param id the row's id, the same as it had or would have had when kept
 * @param detail what was found and what was expected, for people
 * @param raw the text that was refused, whole; null where there was none
 */
public record Reject(
        String id,
        RejectReason reason,
        @Nullable String detail,
        @Nullable String raw) implements Serializable {}
