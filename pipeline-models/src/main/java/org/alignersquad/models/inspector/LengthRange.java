package org.alignersquad.models.inspector;

/** Lengths of responses in characters, both ends included. */
public record LengthRange(int low, int high) {
    public LengthRange {
        if (low < 0 || high < low)
            throw new IllegalArgumentException(
                    "a range of lengths must have 0 <= low <= high, is: " + low + ", " + high);
    }

    public boolean holds(String response) {
        return response.length() >= low && response.length() <= high;
    }
}
