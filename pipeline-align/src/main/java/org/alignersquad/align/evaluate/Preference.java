package org.alignersquad.align.evaluate;

import org.alignersquad.core.task.Verdict;

/** Which response a verdict is for. */
public enum Preference {
    ALIGNED,
    ORIGINAL,
    TIE;

    static Preference of(Verdict verdict, ShownFirst first) {
        Verdict aligned = first == ShownFirst.ALIGNED ? Verdict.A : Verdict.B;
        if (verdict == Verdict.TIE) return TIE;
        return verdict == aligned ? ALIGNED : ORIGINAL;
    }
}
