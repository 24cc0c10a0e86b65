package org.alignersquad.align;

import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.spark.CorpusShards;
import org.alignersquad.core.teacher.BudgetConfig;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code align} of a recipe.
 *
 * @param output folder for the stages, the aligned rows among them
 * @param dump prompts and responses, with any other columns; all are kept
 * @param shards parts of the dump that are computed and committed one by one; about as many where Spark can cut its files
 *     so, see {@link CorpusShards}
 * @param shardsPerWave shards that one Spark job computes; a kill loses at most those in work
 * @param ledger folder for the answers of remote models, which are never paid twice; needed where the squad has any
 * @param sample rows to look at, drawn by a hash of their ids; null for all
 * @param dryRun whether only to inspect: nothing is rewritten but a pilot of {@value DryRun#PILOT_ROWS} rows that tells how
 *     long all would take; null for no
 * @param budget what the job may spend at the squad's remote models together, over all its runs; null for no cap
 * @param compute where and how models in process compute; null for the CPU
 */
public record AlignRecipe(
        String output,
        CorpusConfig dump,
        int shards,
        int shardsPerWave,
        SquadConfig squad,
        @Nullable String ledger,
        @Nullable Integer sample,
        @Nullable Boolean dryRun,
        @Nullable BudgetConfig budget,
        @Nullable ComputeConfig compute) {
    public AlignRecipe {
        if (shards < 1) throw new IllegalArgumentException("shards must be at least 1, is: " + shards);
        if (shardsPerWave < 1) {
            throw new IllegalArgumentException("shards_per_wave must be at least 1, is: " + shardsPerWave);
        }
        if (dump.response() == null) {
            throw new IllegalArgumentException("dump.response must name the column that holds the responses");
        }
        if (sample != null && sample < 1)
            throw new IllegalArgumentException("sample must be at least 1, is: " + sample);
        if (ledger == null && squad.asksEndpoints()) {
            throw new IllegalArgumentException("ledger must name a folder, since the squad has remote models");
        }
        if (budget != null) squad.checkCanBeCapped(budget);
    }

    /** How its rows are dealt out to shards. */
    CorpusShards.Request dealt() {
        String together = squad.order() == SquadOrder.BATCH_MEAN ? "a batch may be of any rows" : null;
        // or else a row that has moved within its files would be paid again
        String byId = squad.asksEndpoints() ? "the ledger of a shard holds its rows' answers" : together;
        return new CorpusShards.Request(dump, shards, sample, byId);
    }

    /** {@link #compute}, or the CPU. */
    ComputeConfig computes() {
        return compute == null ? ComputeConfig.CPU : compute;
    }

    boolean inspectsOnly() {
        return dryRun != null && dryRun;
    }
}
