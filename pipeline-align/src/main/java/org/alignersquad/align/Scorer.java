package org.alignersquad.align;

import java.util.List;
import org.alignersquad.models.Pair;

/** What a squad needs of an inspector. */
interface Scorer {
    /** Probability that each response is misaligned; not a number where there is no score. */
    float[] score(List<Pair> pairs);
}
