package org.alignersquad.align;

import org.jspecify.annotations.Nullable;

/** A row of a dump as a squad sees it. */
record Exchange(
        String rowId, @Nullable String prompt, @Nullable String response) {
    /** Why the squad does not look at it, or null where it does. */
    @Nullable SkipReason skipReason(int maxCharacters) {
        if (prompt == null || prompt.isBlank()) return SkipReason.NO_PROMPT;
        if (response == null || response.isBlank()) return SkipReason.NO_RESPONSE;
        boolean tooLong = prompt.length() > maxCharacters || response.length() > maxCharacters;
        return tooLong ? SkipReason.TOO_LONG : null;
    }

    int characters() {
        return (prompt == null ? 0 : prompt.length()) + (response == null ? 0 : response.length());
    }
}
