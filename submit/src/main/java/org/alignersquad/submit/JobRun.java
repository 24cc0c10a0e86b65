package org.alignersquad.submit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.alignersquad.align.AlignJob;
import org.alignersquad.align.evaluate.EvaluateJob;
import org.alignersquad.align.evaluate.EvaluateRecipe;
import org.alignersquad.align.report.ReportJob;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.Inputs;
import org.alignersquad.core.spark.Job;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.RunRecord;
import org.alignersquad.core.spark.StageReport;
import org.alignersquad.core.spark.plugin.Progress;
import org.alignersquad.core.teacher.lease.LeaseOffice;
import org.alignersquad.core.text.Json;
import org.alignersquad.synth.QuoteJob;
import org.alignersquad.synth.SynthJob;
import org.alignersquad.train.TrainJob;
import org.alignersquad.train.TrainRecipe;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Binds and checks the recipes of one command, then runs their jobs in order until one does not end well. */
final class JobRun {
    /** In the order in which a pipeline runs them: each reads what those before it wrote. */
    private static final List<Job<?>> JOBS =
            List.of(new SynthJob(), new TrainJob(), new AlignJob(), new EvaluateJob(), new ReportJob());

    private final String file;
    private final List<String> changes;
    private @Nullable PipelineRecipe nightly;

    JobRun(String file, List<String> changes) {
        this.file = file;
        this.changes = changes;
    }

    ExitCode run(String name) {
        Map<Job<?>, Recipe<?>> recipes = recipes(name);
        check(recipes);
        SparkSession spark = SparkSession.builder().appName("aligners " + name).getOrCreate();
        @Nullable LeaseOffice office = Progress.office();
        // an earlier job of the same session may have been stopped
        if (office != null) office.reopen();
        @Nullable ProgressLine progress = ProgressLine.start();
        try {
            return run(spark, name, recipes);
        } finally {
            if (progress != null) progress.close();
        }
    }

    /** The recipe sections of a job, or of all jobs where it is a pipeline, bound but not yet checked. */
    Map<Job<?>, Recipe<?>> recipes(String name) {
        return name.equals("pipeline") ? allSections() : oneSection(name);
    }

    private ExitCode run(SparkSession spark, String name, Map<Job<?>, Recipe<?>> recipes) {
        List<FinishedJob> finished = new ArrayList<>();
        ExitCode exit = ExitCode.DONE;
        for (var entry : recipes.entrySet()) {
            if (name.equals("pipeline") && keepsModels(spark, entry.getKey(), entry.getValue())) {
                finished.add(recorded(spark, entry.getValue()));
                continue;
            }
            FinishedJob job = runOne(spark, entry.getKey(), entry.getValue());
            finished.add(job);
            if (job.report().exit() != ExitCode.DONE) exit = job.report().exit();
            // a pipeline goes on to its report where only a gate was missed, so that somebody can see why
            if (exit != ExitCode.DONE && exit != ExitCode.GATE_NOT_MET) return exit;
            if (nightly != null && entry.getValue().values() instanceof TrainRecipe train && train.triples() != null)
                new TrainedOn(spark, train.triples(), train.output()).record();
        }
        if (finished.size() > 1) Summary.print(finished);
        return exit;
    }

    /** Whether this is job train, and a nightly run uses the models that it has. */
    private boolean keepsModels(SparkSession spark, Job<?> job, Recipe<?> recipe) {
        if (nightly == null || !(recipe.values() instanceof TrainRecipe train)) return false;
        // how much other files have changed is not known: models are trained anew where their stages say so
        if (train.triples() == null) return false;
        Double share = nightly.retrainShare();
        if (share == null || Boolean.TRUE.equals(nightly.retrain())) return false;
        JsonNode told = RunRecord.read(spark.sessionState().newHadoopConf(), train.output());
        if (told == null || !told.path("recipe").equals(recipe.effective())) return false;
        double changed = new TrainedOn(spark, train.triples(), train.output()).changed();
        boolean keeps = changed < share;
        System.out.printf(
                Locale.ROOT,
                "%n%s: %.2f %% of the triples have changed since the models were trained, they are %s (retrain_share %s)%n",
                job.name(),
                100 * changed,
                keeps ? "kept" : "trained anew",
                share);
        return keeps;
    }

    /** A job as its record tells: what the summary says of models that were kept. */
    @SuppressWarnings("unchecked")
    private static FinishedJob recorded(SparkSession spark, Recipe<?> recipe) {
        String output = recipe.effective().path("output").asText();
        JsonNode told =
                Objects.requireNonNull(RunRecord.read(spark.sessionState().newHadoopConf(), output));
        List<StageReport> stages = new ArrayList<>();
        told.path("stages").forEach(stage -> stages.add(Json.read(stage.toString(), StageReport.class)));
        Map<String, Object> figures = Json.read(told.path("figures").toString(), LinkedHashMap.class);
        JobReport report = new JobReport(recipe.section(), ExitCode.DONE, output, stages, figures);
        return new FinishedJob(report, told.path("seconds").asDouble());
    }

    private Map<Job<?>, Recipe<?>> oneSection(String name) {
        Job<?> quote = new QuoteJob();
        if (name.equals(quote.name())) return Map.of(quote, Recipes.load(file, "synth", changes, quote.recipeType()));
        for (Job<?> job : JOBS) {
            if (job.name().equals(name)) return Map.of(job, Recipes.load(file, name, changes, job.recipeType()));
        }
        List<String> names = new ArrayList<>(JOBS.stream().map(Job::name).toList());
        names.addAll(List.of("quote", "pipeline"));
        throw new ConfigException("There is no job " + name + ", jobs are " + names);
    }

    private Map<Job<?>, Recipe<?>> allSections() {
        Map<Job<?>, Recipe<?>> recipes = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        if (Recipes.has(file, "pipeline"))
            nightly = Recipes.load(file, "pipeline", changes, PipelineRecipe.class)
                    .values();
        for (Job<?> job : JOBS) {
            try {
                recipes.put(job, Recipes.load(file, job.name(), changes, job.recipeType()));
            } catch (ConfigException e) {
                e.problems().stream()
                        .filter(problem -> !problems.contains(problem))
                        .forEach(problems::add);
            }
        }
        if (!problems.isEmpty()) throw new ConfigException(problems);
        recipes.replaceAll((job, recipe) -> withBaseline(job, recipe));
        return recipes;
    }

    /** Job evaluate of a nightly run compares with the night before, where the recipe names no other run. */
    private Recipe<?> withBaseline(Job<?> job, Recipe<?> recipe) {
        if (nightly == null || nightly.nights() == null) return recipe;
        if (!(recipe.values() instanceof EvaluateRecipe evaluate) || evaluate.baseline() != null) return recipe;
        Configuration conf = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        String before = new Nights(conf, nightly.nights()).before(evaluate.output());
        if (before == null) return recipe;
        List<String> all = new ArrayList<>(changes);
        all.add("evaluate.baseline=" + before);
        return Recipes.load(file, job.name(), all, job.recipeType());
    }

    /** All jobs are checked before the first one runs; what an earlier job will write counts as there. */
    private static void check(Map<Job<?>, Recipe<?>> recipes) {
        Configuration conf = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        List<String> problems = new ArrayList<>();
        List<String> promised = new ArrayList<>();
        recipes.forEach((job, recipe) -> {
            conf.setStrings(Inputs.PROMISED, promised.toArray(new String[0]));
            try {
                checkOne(job, recipe, conf);
            } catch (ConfigException e) {
                e.problems().forEach(problem -> problems.add(recipe.file() + ": " + problem));
            }
            promised.add(recipe.effective().path("output").asText());
        });
        if (!problems.isEmpty()) throw new ConfigException(problems);
    }

    @SuppressWarnings("unchecked")
    private static <R extends Record> void checkOne(Job<R> job, Recipe<?> recipe, Configuration conf) {
        job.check((R) recipe.values(), conf);
    }

    /** @param seconds wall time of the run that did the work, which may be an earlier one */
    record FinishedJob(JobReport report, double seconds) {}

    @SuppressWarnings("unchecked")
    private static <R extends Record> FinishedJob runOne(SparkSession spark, Job<R> job, Recipe<?> recipe) {
        long start = System.nanoTime();
        TeacherTotals totals = new TeacherTotals();
        JobReport report;
        try {
            report = job.run(spark, (Recipe<R>) recipe);
        } finally {
            totals.print();
        }
        double now = (System.nanoTime() - start) * 1e-9;
        double seconds = RunRecord.write(spark.sessionState().newHadoopConf(), spark.version(), recipe, report, now);
        Console.print(report, now);
        return new FinishedJob(report, seconds);
    }
}
