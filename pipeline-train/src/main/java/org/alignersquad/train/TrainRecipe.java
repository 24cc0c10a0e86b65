package org.alignersquad.train;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.alignersquad.train.aligners.AlignersRecipe;
import org.alignersquad.train.data.DataRecipe;
import org.alignersquad.train.data.DataStage;
import org.alignersquad.train.inspectors.InspectorsRecipe;
import org.alignersquad.train.rounds.ComputeRecipe;
import org.alignersquad.train.tracking.MlflowRecipe;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code train} of a recipe.
 *
 * @param triples the triple table: Parquet, partitioned by criterion; absent where {@code data} is there
 * @param data anybody's labelled answers and pairs, in place of a triple table
 * @param output folder of everything the job writes
 * @param criteria those to train for; each gets its own models
 * @param shards parts of the training data; rows do not move between them
 * @param tasks Spark tasks of a training round, a divisor of {@code shards}
 * @param minRows fewest misaligned and fewest aligned rows that a criterion must have in each of train, validation and test
 * @param vocabSize tokens of the byte-level BPE of models from scratch, special tokens included; absent where every aligner and
 *     BERT starts from a checkpoint
 * @param maxLength tokens at most of a training text, and positions of models from scratch
 * @param resumeFromCheckpoint true: where the newest checkpoint of a model's training has the same shape and the same examples,
 *     the training goes on from it though settings such as the learning rate were changed; absent: only from a checkpoint of
 *     the same settings, and then, on machines of one kind, ends with the same bits as an undisturbed run
 * @param mlflow where losses and figures are told while the job runs; absent: nowhere
 * @param compute device and precision of BERTs' and aligners' rounds; absent: 32-bit floats on the CPU
 * @param inspectors absent: none are trained
 * @param aligners absent: none are trained
 */
public record TrainRecipe(
        @Nullable String triples,
        @Nullable DataRecipe data,
        String output,
        List<String> criteria,
        long seed,
        int shards,
        int tasks,
        int minRows,
        @Nullable Integer vocabSize,
        int maxLength,
        @Nullable Boolean resumeFromCheckpoint,
        @Nullable MlflowRecipe mlflow,
        @Nullable ComputeRecipe compute,
        @Nullable InspectorsRecipe inspectors,
        @Nullable AlignersRecipe aligners)
        implements Serializable {
    public TrainRecipe {
        criteria = List.copyOf(criteria);
        if ((triples == null) == (data == null))
            throw new IllegalArgumentException("either triples or data must be there, and not both");
        if (criteria.isEmpty()) throw new IllegalArgumentException("criteria must name at least one");
        if (criteria.stream().distinct().count() < criteria.size())
            throw new IllegalArgumentException("criteria must differ, are: " + criteria);
        if (shards < 1) throw new IllegalArgumentException("shards must be at least 1, is: " + shards);
        if (tasks < 1 || shards % tasks != 0)
            throw new IllegalArgumentException("tasks must divide shards (" + shards + "), is: " + tasks);
        if (minRows < 1) throw new IllegalArgumentException("min_rows must be at least 1, is: " + minRows);
        if (vocabSize == null && fromScratch(inspectors, aligners))
            throw new IllegalArgumentException("vocab_size must be there where a model has no checkpoint");
        if (vocabSize != null && vocabSize < 300)
            throw new IllegalArgumentException("vocab_size must be at least 300, is: " + vocabSize);
        if (maxLength < 8) throw new IllegalArgumentException("max_length must be at least 8, is: " + maxLength);
        if (inspectors == null && aligners == null)
            throw new IllegalArgumentException("inspectors or aligners must be there, else nothing is trained");
        if (inspectors != null && inspectors.bert() != null)
            checkBatch(inspectors.bert().training().batchSize(), shards);
        if (aligners != null) checkAligners(aligners, shards, maxLength);
        if (aligners != null && aligners.inspector() != null) checkInspector(aligners.inspector(), inspectors);
    }

    /** Where the rows come from, for messages. */
    String rows() {
        return triples != null ? triples : String.join(", ", paths());
    }

    /** Every path that rows are read from. */
    List<String> paths() {
        if (triples != null) return List.of(triples);
        return data == null ? List.of() : DataStage.paths(data);
    }

    /** Criteria whose rows are read: those trained for, and those that only the aligners' warm-up learns from. */
    List<String> readCriteria() {
        List<String> more = aligners == null ? List.of() : aligners.onlyWarmUp();
        return Stream.concat(criteria.stream(), more.stream()).distinct().toList();
    }

    private static boolean fromScratch(@Nullable InspectorsRecipe inspectors, @Nullable AlignersRecipe aligners) {
        boolean bert = inspectors != null
                && inspectors.bert() != null
                && inspectors.bert().checkpoint() == null;
        return bert || aligners != null && aligners.checkpoint() == null;
    }

    private static void checkAligners(AlignersRecipe aligners, int shards, int maxLength) {
        if (aligners.warmUp() != null) checkBatch(aligners.warmUp().batchSize(), shards);
        checkBatch(aligners.fineTune().batchSize(), shards);
        if (aligners.maxNewTokens() > maxLength - 2)
            throw new IllegalArgumentException("aligners.max_new_tokens must leave room in max_length (" + maxLength
                    + "), is: " + aligners.maxNewTokens());
    }

    private static void checkInspector(String kind, @Nullable InspectorsRecipe inspectors) {
        boolean mllib = kind.equals("mllib") && inspectors != null && inspectors.mllib() != null;
        boolean bert = kind.equals("bert") && inspectors != null && inspectors.bert() != null;
        if (!mllib && !bert)
            throw new IllegalArgumentException(
                    "aligners.inspector is " + kind + ": inspectors." + kind + " must be there");
    }

    private static void checkBatch(int batchSize, int shards) {
        if (batchSize % shards != 0)
            throw new IllegalArgumentException(
                    "every batch_size must be a multiple of shards (" + shards + "), one is: " + batchSize);
    }
}
