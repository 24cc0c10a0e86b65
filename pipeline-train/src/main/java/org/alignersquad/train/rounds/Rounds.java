package org.alignersquad.train.rounds;

import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.core.spark.StageResources;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains one model in rounds: weights and optimizer state are broadcast, each task takes local steps on its shards, the
 * driver averages what comes back, validates and writes checkpoints. Goes on from the newest checkpoint of the same
 * fingerprint, and then, on machines of one kind, ends with the same bits as a run that was never stopped.
 */
public final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    /** A validation gives back its loss alone. */
    private static final TaskSum NO_NUMBERS = new TaskSum(1, 0);

    private final JavaSparkContext spark;
    private final TrainingTask task;
    private final Checkpoints checkpoints;
    private final StageResources resources;
    private final RoundListener listener;
    private final String fingerprint;
    private final boolean anySettings;
    private final Divergence divergence;

    /**
     * @param checkpoints folder of this model's checkpoints
     * @param resources what Spark gives the tasks
     * @param anySettings whether to go on from a checkpoint of other settings, too
     */
    public Rounds(
            SparkSession spark,
            TrainingTask task,
            String fingerprint,
            String checkpoints,
            StageResources resources,
            boolean anySettings,
            RoundListener listener) {
        Configuration conf = spark.sessionState().newHadoopConf();
        this.spark = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.task = task;
        this.fingerprint = fingerprint;
        this.checkpoints = new Checkpoints(
                checkpoints, conf, task.recipe().lastKept(), task.recipe().bestKept());
        this.resources = resources;
        this.listener = listener;
        this.anySettings = anySettings;
        this.divergence = new Divergence(task, this.checkpoints);
    }

    /**
     * Runs the rounds that are still to run.
     *
     * @param parameters what the first round starts from
     * @throws IllegalStateException where the training diverges; its checkpoints stay
     */
    public Trained train(Floats parameters) {
        Checkpoints.Checkpoint at = begin(parameters);
        Broadcast<TrainingTask> shared = spark.broadcast(task);
        try {
            while (!at.progress().finished()) at = next(at, shared);
        } finally {
            shared.destroy();
        }
        divergence.requireLearnt(at.progress().bestLoss());
        return trained(at);
    }

    private Checkpoints.Checkpoint begin(Floats parameters) {
        String subject = Hashes.id(task.config(), String.valueOf(task.adapter()), Json.line(task.files()));
        Checkpoints.Checkpoint newest = checkpoints.newest(progress ->
                progress.fingerprint().equals(fingerprint) || anySettings && subject.equals(progress.subject()));
        if (newest == null)
            return new Checkpoints.Checkpoint(
                    Progress.start(fingerprint, subject), TrainingState.start(parameters), parameters, Floats.NONE);
        Progress progress = newest.progress();
        progress.metrics().forEach(listener::measured);
        boolean same = progress.fingerprint().equals(fingerprint);
        LOG.info(
                "train {}: goes on after round {}{}",
                task.model(),
                progress.round(),
                same ? "" : ", which other settings led to");
        return same
                ? newest
                : newest.with(progress.resumed(fingerprint, task.recipe().rounds()));
    }

    private Checkpoints.Checkpoint next(Checkpoints.Checkpoint from, Broadcast<TrainingTask> shared) {
        int round = from.progress().round() + 1;
        describe("round " + round + " of " + task.recipe().rounds());
        Checkpoints.Checkpoint to = round(from, shared);
        boolean last = round == task.recipe().rounds();
        if (last || round % task.recipe().validateEvery() == 0) {
            describe("validation after round " + round);
            to = validation(to, shared);
        }
        if (last || to.progress().worse() >= task.recipe().patience())
            to = to.with(to.progress().finish());
        boolean best = task.recipe().bestKept() && to.progress().bestRound() == round;
        if (to.progress().finished() || best || round % task.recipe().checkpointEvery() == 0) checkpoints.save(to);
        listener.finished(task.model(), round);
        return to;
    }

    private Checkpoints.Checkpoint round(Checkpoints.Checkpoint from, Broadcast<TrainingTask> shared) {
        long start = System.nanoTime();
        Contribution sum = onTasks(from.state(), shared, sum(from.state()), RoundTask::train);
        long step = from.progress().step() + task.recipe().localSteps();
        double rate = task.recipe().schedule().learningRate(step - 1);
        divergence.requireFinite(sum, "training loss", from.progress().round() + 1);
        OuterStep.Moved moved = moved(from, sum, rate);
        long tokens = from.progress().tokens() + sum.tokens();
        Metric metric = metric(from.progress().round() + 1, step, "train", sum, from.state(), rate, tokens, start);
        listener.measured(metric);
        return new Checkpoints.Checkpoint(
                from.progress().trained(step, metric), moved.state(), from.best(), moved.velocity());
    }

    private OuterStep.Moved moved(Checkpoints.Checkpoint from, Contribution sum, double rate) {
        RoundsRecipe recipe = task.recipe();
        if (recipe.outer() != null)
            return OuterStep.nesterov(from.state(), sum, recipe.localSteps(), recipe.outer(), from.velocity());
        TrainingState state = recipe.localSteps() == 1
                ? OuterStep.adamW(from.state(), sum, recipe.config(), rate, task.decayed())
                : OuterStep.average(from.state(), sum, recipe.localSteps());
        return new OuterStep.Moved(state, from.velocity());
    }

    private Checkpoints.Checkpoint validation(Checkpoints.Checkpoint at, Broadcast<TrainingTask> shared) {
        long start = System.nanoTime();
        Contribution sum = onTasks(at.state(), shared, NO_NUMBERS, RoundTask::validate);
        Progress before = at.progress();
        divergence.requireFinite(sum, "validation loss", before.round());
        double rate = task.recipe().schedule().learningRate(before.step() - 1);
        Metric metric =
                metric(before.round(), before.step(), "validation", sum, at.state(), rate, before.tokens(), start);
        Progress after = before.validated(metric);
        log(after, metric);
        listener.measured(metric);
        divergence.warn(metric);
        Floats best = after.worse() == 0 ? at.state().parameters() : at.best();
        return new Checkpoints.Checkpoint(after, at.state(), best, at.velocity());
    }

    private interface TaskCall extends java.io.Serializable {
        Contribution on(RoundTask task, TrainingState state);
    }

    /** How what comes back from training is summed. */
    private TaskSum sum(TrainingState state) {
        TaskSum usual = TaskSum.of(task.recipe(), state.parameters().size());
        return new TaskSum(state.parameters().chunks().size(), usual.size());
    }

    private Contribution onTasks(TrainingState state, Broadcast<TrainingTask> shared, TaskSum sum, TaskCall call) {
        SentState weights = SentState.of(spark, state);
        List<Integer> numbers = IntStream.range(0, task.tasks()).boxed().toList();
        try {
            JavaRDD<Contribution> parts = spark.parallelize(numbers, task.tasks())
                    .map(number -> call.on(new RoundTask(shared.value(), number), weights.value()));
            return sum.of(resources.on(parts));
        } finally {
            weights.destroy();
        }
    }

    private Metric metric(
            int round,
            long step,
            String split,
            Contribution sum,
            TrainingState sent,
            double rate,
            long tokens,
            long startNanos) {
        long bytes = task.tasks() * (sent.bytes() + sum.bytes());
        double seconds = (System.nanoTime() - startNanos) * 1e-9;
        return new Metric(task.model(), step, round, split, sum.meanLoss(), rate, tokens, bytes, seconds);
    }

    private void log(Progress progress, Metric validation) {
        double perRound = progress.seconds() / progress.round();
        Metric train = progress.metrics().get(progress.metrics().size() - 2);
        LOG.info(
                "train {}: round {} of {}, step {}, loss {}, validation loss {}{}, {} tokens/s, {} s to go",
                task.model(),
                progress.round(),
                task.recipe().rounds(),
                progress.step(),
                String.format("%.4f", train.loss()),
                String.format("%.4f", validation.loss()),
                progress.worse() == 0 ? " (best)" : "",
                Math.round(progress.tokens() / progress.seconds()),
                Math.round(perRound * (task.recipe().rounds() - progress.round())));
    }

    private void describe(String what) {
        spark.sc().setJobDescription("train " + task.model() + ": " + what);
    }

    private static Trained trained(Checkpoints.Checkpoint at) {
        Progress progress = at.progress();
        return new Trained(
                at.best(),
                progress.round(),
                progress.bestRound(),
                progress.step(),
                progress.bestLoss(),
                progress.tokens(),
                progress.seconds(),
                progress.resumedFrom(),
                progress.metrics());
    }
}
