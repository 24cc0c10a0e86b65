package org.alignersquad.train;

import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.spark.Inputs;
import org.alignersquad.core.spark.Job;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.train.examples.Pairs;
import org.alignersquad.train.rounds.RoundListener;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Job train: inspectors and aligners from triples. */
public final class TrainJob implements Job<TrainRecipe> {
    private final RoundListener listener;

    public TrainJob() {
        this((model, round) -> {});
    }

    TrainJob(RoundListener listener) {
        this.listener = listener;
    }

    @Override
    public String name() {
        return "train";
    }

    @Override
    public Class<TrainRecipe> recipeType() {
        return TrainRecipe.class;
    }

    @Override
    public void check(TrainRecipe recipe, Configuration conf) {
        Inputs inputs = new Inputs(conf);
        inputs.parquet("train.triples", recipe.triples(), Pairs.TRIPLE_COLUMNS);
        inputs.writable("train.output", recipe.output());
        inputs.throwProblems();
    }

    @Override
    public JobReport run(SparkSession spark, Recipe<TrainRecipe> recipe) {
        return new TrainRun(spark, recipe.values(), listener).run();
    }
}
