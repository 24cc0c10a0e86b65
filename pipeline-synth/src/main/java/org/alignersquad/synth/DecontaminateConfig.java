package org.alignersquad.synth;

import java.util.List;
import org.alignersquad.core.config.CorpusConfig;

/**
 * Which questions must not be learned, because models are judged on them.
 *
 * @param against corpora of evaluation prompts
 * @param ngram questions that share that many words in a row are the same; shorter ones must be equal
 */
record DecontaminateConfig(List<CorpusConfig> against, int ngram) {
    DecontaminateConfig {
        Checks.atLeast("ngram", 1, ngram);
        against = List.copyOf(against);
        if (against.isEmpty()) throw new IllegalArgumentException("against must hold at least one corpus");
    }
}
