package org.alignersquad.train.rounds;

import java.util.List;
import org.alignersquad.core.run.CodeVersion;
import org.alignersquad.core.spark.StageResources;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Json;
import org.alignersquad.train.examples.ExampleFiles;
import org.alignersquad.train.files.HadoopSettings;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * What all models of a run share.
 *
 * @param output the job's folder
 * @param source fingerprint of the triples
 * @param anySettings whether trainings go on from checkpoints of other settings, too
 * @param tasks Spark tasks of a round
 * @param maxLength tokens at most of a text
 * @param resources what Spark gives the tasks that compute with models
 */
public record TrainingSetup(
        SparkSession spark,
        String output,
        String source,
        long seed,
        int tasks,
        int maxLength,
        boolean anySettings,
        HadoopSettings settings,
        ComputeRecipe compute,
        StageResources resources,
        RoundListener listener) {

    /** Changes with anything that could change a model. */
    public String fingerprint(String model, Object... settings) {
        return Hashes.id(
                CodeVersion.current(),
                model,
                source,
                String.valueOf(seed),
                Json.line(compute.numbers()),
                Json.line(settings));
    }

    /**
     * Trains a model, or goes on with it.
     *
     * @param config the model's {@code config.json}
     * @param adapter what is trained in place of the whole model; null: the whole model
     * @param parameters what it starts from
     */
    public Trained train(
            String model,
            Learner learner,
            String config,
            @Nullable AdapterBase adapter,
            RoundsRecipe recipe,
            ExampleFiles files,
            List<String> criteria,
            String fingerprint,
            Floats parameters) {
        TrainingTask task = new TrainingTask(
                model, learner, config, adapter, recipe, files, criteria, settings, compute, tasks, seed);
        String checkpoints = output + "/checkpoints/" + model;
        return new Rounds(spark, task, fingerprint, checkpoints, resources, anySettings, listener).train(parameters);
    }

    /** What the Spark UI shows for the jobs that follow. */
    public void describe(String what) {
        spark.sparkContext().setJobDescription("train " + what);
    }
}
