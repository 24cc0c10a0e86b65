package org.alignersquad.align;

import org.alignersquad.core.config.CorpusConfig;

/**
 * Section {@code align} of a recipe.
 *
 * @param output folder for the stages, the aligned rows among them
 * @param dump prompts and responses, with any other columns; all are kept
 * @param shards parts of the dump that are computed and committed one by one
 * @param shardsPerWave shards that one Spark job computes; a kill loses at most those in work
 */
public record AlignRecipe(String output, CorpusConfig dump, int shards, int shardsPerWave, SquadConfig squad) {
    public AlignRecipe {
        if (shards < 1) throw new IllegalArgumentException("shards must be at least 1, is: " + shards);
        if (shardsPerWave < 1) {
            throw new IllegalArgumentException("shards_per_wave must be at least 1, is: " + shardsPerWave);
        }
        if (dump.response() == null) {
            throw new IllegalArgumentException("dump.response must name the column that holds the responses");
        }
    }
}
