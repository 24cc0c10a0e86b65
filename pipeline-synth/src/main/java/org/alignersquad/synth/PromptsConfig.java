package org.alignersquad.synth;

import org.alignersquad.core.config.CorpusConfig;

/**
 * Questions that are there already. Where the corpus has responses too, the teacher writes only what is wrong with them
 * and the aligned response.
 *
 * @param criterion the name of one of the recipe's criteria
 */
record PromptsConfig(String criterion, CorpusConfig corpus) {}
