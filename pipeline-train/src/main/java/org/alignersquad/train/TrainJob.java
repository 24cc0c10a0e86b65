package org.alignersquad.train;

import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.spark.Inputs;
import org.alignersquad.core.spark.Job;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.StageResources;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.train.aligners.AlignersRecipe;
import org.alignersquad.train.aligners.LoraRecipe;
import org.alignersquad.train.data.DataRecipe;
import org.alignersquad.train.data.Pairs;
import org.alignersquad.train.files.PretrainedCheck;
import org.alignersquad.train.inspectors.BertRecipe;
import org.alignersquad.train.rounds.ComputeRecipe;
import org.alignersquad.train.rounds.RoundListener;
import org.alignersquad.train.tracking.MlflowRecipe;
import org.alignersquad.train.tracking.MlflowRun;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

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
        checkCheckpoints(recipe, inputs, conf);
        if (recipe.compute() != null)
            // spark-submit's settings, before there is a session
            StageResources.problem(ComputeRecipe.STAGE_KEY, recipe.compute().stage(), new SparkConf())
                    .ifPresent(inputs::problem);
        inputs.writable("train.output", recipe.output());
        inputs.throwProblems();
    }

    private static void checkCheckpoints(TrainRecipe recipe, Inputs inputs, Configuration conf) {
        AlignersRecipe aligners = recipe.aligners();
        if (aligners != null && aligners.checkpoint() != null)
            PretrainedCheck.aligner(aligners.checkpoint(), conf)
                    .config(inputs, recipe.maxLength())
                    .ifPresent(config -> checkLora(aligners.lora(), config, inputs));
        BertRecipe bert =
                recipe.inspectors() == null ? null : recipe.inspectors().bert();
        if (bert != null && bert.checkpoint() != null)
            PretrainedCheck.bert(bert.checkpoint(), conf).config(inputs, recipe.maxLength());
    }

    private static void checkLora(@Nullable LoraRecipe lora, DecoderConfig config, Inputs inputs) {
        try {
            if (lora != null) lora.config().trained(config);
        } catch (IllegalArgumentException e) {
            inputs.problem("train.aligners.lora: " + e.getMessage());
        }
    }

    private static void checkFiles(DataRecipe data, Inputs inputs) {
        for (int i = 0; i < data.files().size(); i++)
            inputs.corpus("train.data.files." + i, data.files().get(i).corpus());
    }

    @Override
    public JobReport run(SparkSession spark, Recipe<TrainRecipe> recipe) {
        MlflowRecipe mlflow = recipe.values().mlflow();
        if (mlflow == null) return new TrainRun(spark, recipe.values(), listener).run();
        try (MlflowRun run =
                MlflowRun.start(mlflow, "train " + recipe.values().output(), recipe.effective(), System.getenv())) {
            JobReport report = new TrainRun(spark, recipe.values(), run.beside(listener)).run();
            run.finished(report.figures());
            return report;
        }
    }
}
