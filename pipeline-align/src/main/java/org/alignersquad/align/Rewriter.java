package org.alignersquad.align;

import java.util.List;
import org.alignersquad.models.Pair;

/** What a squad needs of an aligner. */
interface Rewriter {
    /** One answer per pair, in the same order. */
    List<Rewritten> rewrite(List<Pair> pairs, int maxNewTokens);
}
