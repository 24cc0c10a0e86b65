package org.alignersquad.submit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.align.AlignJob;
import org.alignersquad.align.evaluate.EvaluateJob;
import org.alignersquad.align.report.ReportJob;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.Inputs;
import org.alignersquad.core.spark.Job;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.RunRecord;
import org.alignersquad.synth.SynthJob;
import org.alignersquad.train.TrainJob;
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

    JobRun(String file, List<String> changes) {
        this.file = file;
        this.changes = changes;
    }

    ExitCode run(String name) {
        Map<Job<?>, Recipe<?>> recipes = name.equals("pipeline") ? allSections() : oneSection(name);
        check(recipes);
        SparkSession spark = SparkSession.builder().appName("aligners " + name).getOrCreate();
        @Nullable ProgressLine progress = ProgressLine.start();
        try {
            return run(spark, recipes);
        } finally {
            if (progress != null) progress.close();
        }
    }

    private static ExitCode run(SparkSession spark, Map<Job<?>, Recipe<?>> recipes) {
        List<FinishedJob> finished = new ArrayList<>();
        ExitCode exit = ExitCode.DONE;
        for (var entry : recipes.entrySet()) {
            FinishedJob job = runOne(spark, entry.getKey(), entry.getValue());
            finished.add(job);
            if (job.report().exit() != ExitCode.DONE) exit = job.report().exit();
            // a pipeline goes on to its report where only a gate was missed, so that somebody can see why
            if (exit != ExitCode.DONE && exit != ExitCode.GATE_NOT_MET) return exit;
        }
        if (finished.size() > 1) Summary.print(finished);
        return exit;
    }

    private Map<Job<?>, Recipe<?>> oneSection(String name) {
        for (Job<?> job : JOBS) {
            if (job.name().equals(name)) return Map.of(job, Recipes.load(file, name, changes, job.recipeType()));
        }
        List<String> names = new ArrayList<>(JOBS.stream().map(Job::name).toList());
        names.add("pipeline");
        throw new ConfigException("There is no job " + name + ", jobs are " + names);
    }

    private Map<Job<?>, Recipe<?>> allSections() {
        Map<Job<?>, Recipe<?>> recipes = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
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
        return recipes;
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
