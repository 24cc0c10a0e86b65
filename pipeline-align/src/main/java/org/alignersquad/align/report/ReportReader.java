package org.alignersquad.align.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.align.AlignJob;
import org.alignersquad.align.report.SquadPart.Example;
import org.alignersquad.core.spark.Corpus;
import org.alignersquad.core.spark.CorpusPlan;
import org.alignersquad.core.spark.StageOutput;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Reads what the jobs left behind. Every figure comes from their files. */
final class ReportReader {
    private static final String SCORES = "scores";
    private static final String METRICS = "metrics.jsonl";
    private static final String CARDS = "inspectors/*/inspector.json";
    private static final String ALIGNED = AlignJob.ALIGNED;
    private static final String EVALUATION = "evaluation.json";
    private static final String REJECTS = "rejects";
    /** Rejected rows shown for each stage and reason. */
    private static final int MOST_REJECTS = 3;

    private final SparkSession spark;
    private final int examples;
    private final RunFolder synth;
    private final RunFolder train;
    private final RunFolder align;
    private final RunFolder evaluate;

    ReportReader(SparkSession spark, ReportRecipe recipe) {
        Configuration conf = spark.sessionState().newHadoopConf();
        this.spark = spark;
        this.examples = recipe.examples();
        this.synth = new RunFolder(conf, "synth", recipe.synth());
        this.train = new RunFolder(conf, "train", recipe.train());
        this.align = new RunFolder(conf, "align", recipe.align());
        this.evaluate = new RunFolder(conf, "evaluate", recipe.evaluate());
    }

    /** Texts that change whenever the report would. */
    List<String> fingerprint() {
        List<String> parts = new ArrayList<>(synth.fingerprint());
        parts.addAll(train.fingerprint(SCORES + "/*", SCORES + "/*/*", METRICS, CARDS));
        parts.addAll(align.fingerprint(ALIGNED + "/_stage.json", ALIGNED + "/_manifest/*"));
        parts.addAll(evaluate.fingerprint(EVALUATION));
        return parts;
    }

    ReportData read() {
        JobPart aligning = align.part();
        JobPart evaluating = evaluate.part();
        List<JobPart> jobs = List.of(synth.part(), train.part(), aligning, evaluating);
        describe("learning curves");
        List<LearningCurve> curves = curves();
        describe("ROC and calibration");
        List<InspectorPlot> inspectors = inspectors();
        describe("what the squad did");
        SquadPart squad = squad(aligning);
        JsonNode evaluation = evaluating.record() == null ? null : evaluate.json(EVALUATION);
        Map<String, Double> seconds = seconds(jobs, curves);
        return new ReportData(
                Tiles.of(jobs, inspectors, squad, seconds),
                jobs,
                seconds,
                curves,
                inspectors,
                squad,
                rejects(),
                evaluation);
    }

    private static Map<String, Double> seconds(List<JobPart> jobs, List<LearningCurve> curves) {
        double rounds = curves.stream().mapToDouble(LearningCurve::seconds).sum();
        Map<String, Double> seconds = new TreeMap<>();
        for (JobPart job : jobs) {
            if (job.record() == null) continue;
            double more = job.job().equals("train") ? rounds : 0;
            seconds.put(job.job(), Numbers.rounded(job.stageSeconds() + more));
        }
        return seconds;
    }

    private List<LearningCurve> curves() {
        String metrics = train.find(METRICS);
        return metrics == null ? List.of() : LearningCurve.read(spark, metrics);
    }

    private List<InspectorPlot> inspectors() {
        String scores = train.find(SCORES);
        return scores == null ? List.of() : InspectorPlots.of(spark.read().parquet(scores), thresholds());
    }

    /** By folder name, which is the model's name. */
    private Map<String, Double> thresholds() {
        Map<String, Double> thresholds = new TreeMap<>();
        for (String card : train.glob(CARDS)) {
            String model = new Path(card).getParent().getName();
            JsonNode threshold = train.json("inspectors/" + model + "/inspector.json");
            if (threshold != null && threshold.path("threshold").isNumber()) {
                thresholds.put(model, Numbers.rounded(threshold.get("threshold").doubleValue()));
            }
        }
        return thresholds;
    }

    private @Nullable SquadPart squad(JobPart job) {
        String stage = align.find(ALIGNED);
        if (stage == null || job.record() == null) return null;
        Dataset<Row> rows = StageOutput.open(spark, stage).kept();
        SquadRows squad = new SquadRows(rows);
        return new SquadPart(squad.decisions(), squad.flow(), squad.links(), squad.shifts(), examples(rows));
    }

    private List<RejectRows.Example> rejects() {
        describe("rejected rows");
        int each = Math.min(examples, MOST_REJECTS);
        List<RejectRows.Example> rejects = new ArrayList<>();
        String table = synth.find(REJECTS);
        if (table != null && !synth.glob(REJECTS + "/*=*").isEmpty())
            rejects.addAll(RejectRows.draw("synth", spark.read().parquet(table), each));
        String aligned = align.find(ALIGNED);
        if (aligned != null)
            rejects.addAll(
                    RejectRows.draw("align", StageOutput.open(spark, aligned).rejects(), each));
        String judgements = evaluate.find("judgements");
        if (judgements != null)
            rejects.addAll(RejectRows.draw(
                    "evaluate", StageOutput.open(spark, judgements).rejects(), each));
        return rejects;
    }

    private List<Example> examples(Dataset<Row> rows) {
        CorpusPlan plan = align.plan();
        if (plan == null || examples == 0) return List.of();
        return new ExampleRows(Corpus.withTexts(rows, plan.corpus())).draw(examples);
    }

    private void describe(String what) {
        spark.sparkContext().setJobDescription("report " + what);
    }
}
