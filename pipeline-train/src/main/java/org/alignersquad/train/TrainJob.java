package org.alignersquad.train;

import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.spark.Inputs;
import org.alignersquad.core.spark.Job;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.train.data.DataRecipe;
import org.alignersquad.train.data.Pairs;
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
        if (recipe.triples() != null) inputs.parquet("train.triples", recipe.triples(), Pairs.TRIPLE_COLUMNS);
        if (recipe.data() != null) checkFiles(recipe.data(), inputs);
        inputs.writable("train.output", recipe.output());
        inputs.throwProblems();
    }

    private static void checkFiles(DataRecipe data, Inputs inputs) {
        for (int i = 0; i < data.files().size(); i++)
            inputs.corpus("train.data.files." + i, data.files().get(i).corpus());
    }

    @Override
    public JobReport run(SparkSession spark, Recipe<TrainRecipe> recipe) {
        return new TrainRun(spark, recipe.values(), listener).run();
    }
}
