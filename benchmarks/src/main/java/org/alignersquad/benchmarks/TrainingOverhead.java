package org.alignersquad.benchmarks;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.spark.StageResources;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.train.StepResult;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.TrainingStep;
import org.alignersquad.train.TrainRecipe;
import org.alignersquad.train.examples.ExampleFiles;
import org.alignersquad.train.files.HadoopSettings;
import org.alignersquad.train.rounds.Batches;
import org.alignersquad.train.rounds.ComputeRecipe;
import org.alignersquad.train.rounds.Floats;
import org.alignersquad.train.rounds.Learner;
import org.alignersquad.train.rounds.Metric;
import org.alignersquad.train.rounds.Rounds;
import org.alignersquad.train.rounds.RoundsRecipe;
import org.alignersquad.train.rounds.Trained;
import org.alignersquad.train.rounds.TrainingTask;
import org.apache.spark.sql.SparkSession;

/**
 * Rounds of an aligner on one executor of one thread, in a JVM of its own, against the bare training step in this JVM: the same
 * model and batches, in turn, round after round. A round's time is all from one to the next: broadcast, steps, what comes back,
 * the driver's step and checkpoints. Arguments: recipe, and keys of it with other values.
 */
public final class TrainingOverhead {
    private static final int ROWS = 2000;

    private final RoundsRecipe rounds;
    private final Batches batches;
    private final TrainingStep<TokenExample> bare;
    private final List<Double> ratios = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private long mark;

    private TrainingOverhead(TrainingTask task, TrainingStep<TokenExample> bare) {
        this.rounds = task.recipe();
        this.batches = new Batches(task, 0);
        this.bare = bare;
    }

    public static void main(String[] args) throws IOException {
        TrainRecipe recipe = Recipes.load(args[0], "train", List.of(args).subList(1, args.length), TrainRecipe.class)
                .values();
        Gpt2Config shape = shape(recipe);
        requireNoLooks(requireNonNull(recipe.aligners()).fineTune());
        Path folder = Files.createTempDirectory("training-overhead");
        try (SparkSession spark = SparkSession.builder()
                        .appName("training overhead")
                        .master("local-cluster[1,1,2048]")
                        .config("spark.ui.enabled", false)
                        .config("spark.executor.memory", "2g")
                        .config("spark.executor.extraClassPath", classPath())
                        .getOrCreate();
                CausalLm model = CausalLm.create(shape, recipe.seed())) {
            measure(spark, task(spark, recipe, folder), model, folder);
        } finally {
            TrainCommand.delete(folder);
        }
    }

    /** Bare steps do not look at validation rows. */
    private static void requireNoLooks(RoundsRecipe rounds) {
        if (rounds.validateEvery() < rounds.rounds())
            throw new IllegalArgumentException("validate_every is " + rounds.validateEvery() + ", expected at least "
                    + rounds.rounds() + ", so that only the last round validates");
    }

    /** Executors run in folders of their own. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Gpt2Config shape(TrainRecipe recipe) {
        if (recipe.aligners() == null || recipe.vocabSize() == null)
            throw new IllegalArgumentException("The recipe needs train.aligners and train.vocab_size");
        return recipe.aligners().config(recipe.vocabSize(), recipe.maxLength());
    }

    private static void measure(SparkSession spark, TrainingTask task, CausalLm model, Path folder) {
        Floats start = Floats.copyOf(model.weights().flat());
        try (TrainingStep<TokenExample> bare =
                new TrainingStep<>(model, task.recipe().config())) {
            TrainingOverhead benchmark = new TrainingOverhead(task, bare);
            benchmark.mark = System.nanoTime();
            String checkpoints = folder.resolve("checkpoints").toString();
            Trained trained = new Rounds(
                            spark,
                            task,
                            "benchmark",
                            checkpoints,
                            StageResources.NONE,
                            false,
                            (name, round) -> benchmark.finished(round))
                    .train(start);
            benchmark.print(trained);
        }
    }

    private static TrainingTask task(SparkSession spark, TrainRecipe recipe, Path folder) {
        return new TrainingTask(
                "aligner",
                Learner.ALIGNER,
                shape(recipe).json().toString(),
                null,
                requireNonNull(recipe.aligners()).fineTune(),
                files(spark, recipe, folder),
                List.of("kind"),
                HadoopSettings.of(spark.sessionState().newHadoopConf()),
                ComputeRecipe.CPU,
                1,
                recipe.seed());
    }

    /** Made-up ids, a file for each shard. */
    private static ExampleFiles files(SparkSession spark, TrainRecipe recipe, Path folder) {
        List<List<String>> shards = new ArrayList<>();
        for (int shard = 0; shard < recipe.shards(); shard++) {
            Path to = folder.resolve("shard-" + shard);
            spark.range(ROWS)
                    .selectExpr(
                            "concat('r', id) as id",
                            "'kind' as criterion",
                            "if(id % 20 = 0, 'validation', 'train') as split",
                            "cast(id % 2 as int) as label",
                            "transform(sequence(1, 48 + id % 32), i -> cast(pmod(hash(id, i), " + recipe.vocabSize()
                                    + ") as int)) as input_ids",
                            "24 as boundary")
                    .coalesce(1)
                    .write()
                    .parquet(to.toString());
            shards.add(parquet(to));
        }
        return new ExampleFiles(shards);
    }

    private static List<String> parquet(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".parquet"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The round's steps once more, bare. */
    private void finished(int round) {
        double job = seconds();
        double loss = 0;
        double weight = 0;
        long first = (long) (round - 1) * rounds.localSteps();
        for (long step = first; step < first + rounds.localSteps(); step++) {
            List<TokenExample> batch =
                    batches.at(step).stream().map(Learner::tokenExample).toList();
            StepResult result = bare.step(batch, rounds.schedule().learningRate(step), step);
            loss += result.loss() * result.weight();
            weight += result.weight();
        }
        double steps = seconds();
        losses.add(loss / weight);
        boolean counted = round > 1 && round < rounds.rounds();
        if (counted) ratios.add(job / steps);
        System.out.printf(
                Locale.ROOT,
                "round %d: job %.2f s, bare steps %.2f s, ratio %.3f%s%n",
                round,
                job,
                steps,
                job / steps,
                counted ? "" : " (starts the engine, or validates: not counted)");
    }

    private double seconds() {
        long now = System.nanoTime();
        double seconds = (now - mark) * 1e-9;
        mark = now;
        return seconds;
    }

    private void print(Trained trained) {
        List<Double> theirs = trained.metrics().stream()
                .filter(metric -> metric.split().equals("train"))
                .map(Metric::loss)
                .toList();
        for (int i = 0; i < losses.size(); i++) {
            double bareLoss = losses.get(i);
            if (Math.abs(theirs.get(i) - bareLoss) > 1e-3 * bareLoss)
                throw new IllegalStateException("Not the same training: loss of round " + (i + 1) + " is "
                        + theirs.get(i) + " in the job, " + bareLoss + " bare");
        }
        double median = Figures.median(ratios.stream().mapToDouble(r -> r).toArray());
        System.out.printf(
                Locale.ROOT,
                "%d parameters, %d steps a round: overhead over the bare steps, median of %d rounds: %.1f %%; last loss %.5f and %.5f%n",
                trained.parameters().size(),
                rounds.localSteps(),
                ratios.size(),
                100 * (median - 1),
                theirs.get(theirs.size() - 1),
                losses.get(losses.size() - 1));
    }
}
