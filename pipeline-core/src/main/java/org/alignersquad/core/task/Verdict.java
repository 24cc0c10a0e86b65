package org.alignersquad.core.task;

/** Which of two responses the judge finds better. */
public enum Verdict {
    A,
    B,
    TIE;

    /** The same verdict where the two responses had been shown in the other order. */
    public Verdict swapped() {
        return switch (this) {
            case A -> B;
            case B -> A;
            case TIE -> TIE;
        };
    }
}
