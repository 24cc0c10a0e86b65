package org.alignersquad.core.triple;

import org.alignersquad.core.text.Hashes;

/** Part of the data set a question belongs to, always the same part wherever the question turns up. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    /** 70 % train, 15 % validation, 15 % test, as in the paper, by the hash of the question's near-duplicate group. */
    public static Split of(String group) {
        double at = Hashes.fraction("split", group);
        return at < .70 ? TRAIN : at < .85 ? VALIDATION : TEST;
    }
}
