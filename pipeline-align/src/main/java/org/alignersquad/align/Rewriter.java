package org.alignersquad.align;

import java.util.List;
import org.alignersquad.models.Pair;
import org.alignersquad.models.aligner.Rewrite;

/** What a squad needs of an aligner. */
interface Rewriter {
    /** One rewrite per pair, in the same order. */
    List<Rewrite> rewrite(List<Pair> pairs, int maxNewTokens);
}
