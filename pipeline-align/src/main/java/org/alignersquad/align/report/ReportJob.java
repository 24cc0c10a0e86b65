package org.alignersquad.align.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.run.CodeVersion;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.Inputs;
import org.alignersquad.core.spark.Job;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one self-contained HTML file about what the other jobs left behind. */
public final class ReportJob implements Job<ReportRecipe> {
    private static final Logger LOG = LoggerFactory.getLogger(ReportJob.class);
    private static final String PAGE = "/report.html";
    private static final String WRITTEN = "/report.json";

    /** What is recorded beside the page, so that the same report is not made twice. */
    private record Written(String fingerprint, long parts, long examples) {}

    @Override
    public String name() {
        return "report";
    }

    @Override
    public Class<ReportRecipe> recipeType() {
        return ReportRecipe.class;
    }

    @Override
    public void check(ReportRecipe recipe, Configuration conf) {
        Inputs inputs = new Inputs(conf);
        inputs.writable("report.output", recipe.output());
        inputs.throwProblems();
    }

    @Override
    public JobReport run(SparkSession spark, Recipe<ReportRecipe> recipe) {
        ReportRecipe values = recipe.values();
        Configuration conf = spark.sessionState().newHadoopConf();
        ReportReader reader = new ReportReader(spark, values);
        String fingerprint =
                Hashes.id(CodeVersion.current(), Page.version(), Json.line(values), Json.line(reader.fingerprint()));
        Written written = finished(conf, values.output(), fingerprint);
        if (written == null) written = write(conf, values.output(), fingerprint, reader.read());
        return report(values.output(), written);
    }

    private static @org.jspecify.annotations.Nullable Written finished(
            Configuration conf, String output, String fingerprint) {
        String text = OutputFiles.read(conf, output + WRITTEN);
        Written written = text == null ? null : Json.read(text, Written.class);
        return written != null && written.fingerprint().equals(fingerprint) ? written : null;
    }

    private static Written write(Configuration conf, String output, String fingerprint, ReportData data) {
        long parts = data.jobs().stream().filter(job -> job.record() != null).count();
        long examples = data.squad() == null ? 0 : data.squad().examples().size();
        Written written = new Written(fingerprint, parts, examples);
        OutputFiles.write(conf, output + PAGE, Page.html(data));
        OutputFiles.write(conf, output + WRITTEN, Json.pretty(written));
        LOG.info(
                "report: wrote {}{}, {} of {} jobs, {} examples",
                output,
                PAGE,
                parts,
                data.jobs().size(),
                examples);
        return written;
    }

    private JobReport report(String output, Written written) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("page", output + PAGE);
        figures.put("jobs", written.parts());
        figures.put("examples", written.examples());
        return new JobReport(name(), ExitCode.DONE, output, List.of(), figures);
    }
}
