package org.alignersquad.models.aligner;

import java.util.Arrays;

/** What an aligner writes behind {@code [ALIGNED]}. */
public enum AlignerTarget {
    /** The aligned response, as in the paper. */
    TEXT("x [INIT] y [ALIGNED] y' [DONE]") {
        @Override
        Edited apply(String written, boolean finished, String response) {
            return new Edited(written, null);
        }
    },
    /** A script of {@link Edits} that makes the aligned response of the response. */
    EDITS("x [INIT] y [ALIGNED] edits [DONE]") {
        @Override
        Edited apply(String written, boolean finished, String response) {
            return finished ? Edits.apply(written, response) : new Edited(response, "they come to no end");
        }
    };

    private final String format;

    AlignerTarget(String format) {
        this.format = format;
    }

    /** The text's layout, as {@link AlignerCard} has it: software that does not know it opens no such aligner. */
    public String format() {
        return format;
    }

    /** @throws IllegalArgumentException naming the formats there are */
    static AlignerTarget ofFormat(String format) {
        for (AlignerTarget target : values()) if (target.format.equals(format)) return target;
        String known = String.join(
                "' or '", Arrays.stream(values()).map(AlignerTarget::format).toList());
        throw new IllegalArgumentException("format is '" + format + "', expected '" + known + "'");
    }

    /**
     * The aligned response.
     *
     * @param finished whether the aligner came to an end
     */
    abstract Edited apply(String written, boolean finished, String response);
}
