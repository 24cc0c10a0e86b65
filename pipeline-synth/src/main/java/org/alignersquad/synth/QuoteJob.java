package org.alignersquad.synth;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.Job;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.TeacherSpending;
import org.alignersquad.core.spark.plugin.Progress;
import org.alignersquad.core.teacher.BudgetConfig;
import org.alignersquad.core.teacher.TeacherCounters;
import org.alignersquad.core.teacher.lease.LeaseOffice;
import org.alignersquad.core.text.Json;
import org.alignersquad.core.triple.RejectReason;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * {@code quote}: what job synth will cost, by a pilot that asks the same teacher a small part of the same requests. What it pays
 * for is in the ledger, so the run does not pay again. Topics are asked for in full, in the job's own output: all else
 * depends on them. Writes {@code quote/quote.json} under the job's output.
 */
public final class QuoteJob implements Job<SynthRecipe> {
    /** Fewer would say little of how calls for questions differ. */
    private static final int LEAST_CALLS = 10;

    @Override
    public String name() {
        return "quote";
    }

    @Override
    public Class<SynthRecipe> recipeType() {
        return SynthRecipe.class;
    }

    @Override
    public void check(SynthRecipe recipe, Configuration conf) {
        new SynthJob().check(recipe, conf);
    }

    @Override
    public JobReport run(SparkSession spark, Recipe<SynthRecipe> recipe) {
        SynthRecipe values = recipe.values();
        String folder = values.output() + "/quote";
        PilotConfig limits = values.pilot() == null ? new PilotConfig(null, null) : values.pilot();
        BudgetConfig budget = limits.budget() == null ? values.budget() : limits.budget();
        try (TeacherSpending spending = TeacherSpending.open(spark, folder + "/spent.json", budget)) {
            Setup whole = Setup.open(spark, name(), values, values.output());
            Setup part = Setup.open(spark, name(), values, folder);
            return run(whole, part, limits.questions(), folder);
        }
    }

    private JobReport run(Setup whole, Setup part, int rows, String folder) {
        Counters before = Counters.now();
        Pilot pilot = whole.recipe().prompts() == null ? generated(whole, part, rows) : corpus(whole, part, rows);
        Configuration conf = whole.spark().sessionState().newHadoopConf();
        Pace pace = pace(whole, Counters.now().minus(before), OutputFiles.read(conf, folder + "/quote.json"));
        Quote quote = Quote.of(pilot, whole.recipe(), pace, whole.recipe().seed());
        OutputFiles.write(conf, folder + "/quote.json", Json.pretty(quote));
        return new JobReport(name(), ExitCode.DONE, folder, part.stages().reports(), quote.figures());
    }

    /** All questions are there: only what becomes of them is sampled. */
    private static Pilot corpus(Setup whole, Setup part, int rows) {
        StageOutput questions =
                Questions.of(whole, AnswerStages.of(whole).asking()).kept();
        return answered(part, questions, rows, List.of(), null, null);
    }

    private static Pilot generated(Setup whole, Setup part, int rows) {
        TopicStages topicStages = new TopicStages(whole);
        List<StageOutput> rounds = topicStages.calls();
        StageOutput topics = topicStages.topics(rounds);
        QuestionCalls asking = new QuestionCalls(part);
        long planned = asking.planned(topics);
        int perCall = QuestionCalls.hintsPerCall(part);
        double calls = Math.max(LEAST_CALLS, Math.ceil(2.0 * rows / perCall));
        StageOutput sample = asking.calls(topics, Math.min(1, calls / Math.max(1, planned)));
        Questions questions = Questions.of(
                part,
                AnswerStages.of(part).asking(),
                new TeacherLines(sample, part.criteria(), part.recipe().filters()));
        QuestionSupply supply = supply(planned, lines(sample), questions);
        List<PilotStage> topicCalls = rounds.stream().map(PilotStage::of).toList();
        return answered(part, questions.kept(), rows, topicCalls, PilotStage.of(sample), supply);
    }

    private static List<Integer> lines(StageOutput calls) {
        return calls.rows()
                .orderBy("id")
                .select(when(col("lines").isNull(), lit(0))
                        .otherwise(size(col("lines.accepted")).plus(size(col("lines.rejected")))))
                .as(Encoders.INT())
                .collectAsList();
    }

    private static QuestionSupply supply(long planned, List<Integer> lines, Questions questions) {
        StageOutput first = questions.stages().get(0);
        long equal = rejected(first, RejectReason.DUPLICATE);
        long near = 0;
        for (StageOutput later : questions.stages()) near += rejected(later, RejectReason.NEAR_DUPLICATE);
        long distinct = first.report().kept() - near;
        long kept = questions.kept().report().kept();
        return new QuestionSupply(
                planned,
                lines,
                first.report().kept() + equal,
                equal + near,
                distinct == 0 ? 0 : (double) kept / distinct);
    }

    private static long rejected(StageOutput stage, RejectReason reason) {
        return stage.report().rejected().getOrDefault(reason.kebab(), 0L);
    }

    private static Pilot answered(
            Setup part,
            StageOutput questions,
            int rows,
            List<PilotStage> topics,
            @Nullable PilotStage questionCalls,
            @Nullable QuestionSupply supply) {
        long there = questions.report().kept();
        double share = Math.min(1, (double) rows / Math.max(1, there));
        StageOutput asked = part.stages()
                .expand(
                        "asked",
                        questions,
                        questions.shards(),
                        List.of(part.seed(), share),
                        all -> Outcomes.kept(all.where(Places.within(part.seed(), share))));
        if (asked.report().kept() == 0)
            throw new ConfigException(
                    "quote: none of " + there + " questions is left to ask; see quote/ in the output for why");
        AnswerStages stages = AnswerStages.of(part);
        List<StageOutput> answers = stages.answers(asked, "");
        StageOutput filtered = stages.filtered(answers.get(answers.size() - 1), "");
        return new Pilot(
                topics,
                questionCalls,
                supply,
                there,
                answers.stream().map(PilotStage::of).toList(),
                asked.report().kept(),
                filtered.report().kept(),
                shares(questions, there));
    }

    private static Map<String, Double> shares(StageOutput questions, long all) {
        Map<String, Double> shares = new TreeMap<>();
        Figures.counts(questions.kept(), col("criterion"))
                .forEach((criterion, rows) -> shares.put(criterion, (double) rows / all));
        return shares;
    }

    /** What the driver has counted of requests. */
    private record Counters(double requests, double answers, double seconds) {
        static Counters now() {
            @Nullable LeaseOffice office = Progress.office();
            if (office == null) return new Counters(0, 0, 0);
            return new Counters(
                    office.totals().total(TeacherCounters.REQUESTS),
                    office.totals().total(TeacherCounters.ANSWERS),
                    office.totals().total(TeacherCounters.LATENCY_SECONDS));
        }

        Counters minus(Counters other) {
            return new Counters(requests - other.requests, answers - other.answers, seconds - other.seconds);
        }
    }

    /** By what this run has sent, or else, where it found all in the ledger, by what the quote before it says. */
    private static Pace pace(Setup setup, Counters sent, @Nullable String earlier) {
        int tasks = setup.access().concurrentTasks();
        if (sent.answers() > 0)
            return Pace.of(
                    setup.recipe().teacher(), tasks, sent.requests() / sent.answers(), sent.seconds() / sent.answers());
        if (earlier == null) return Pace.of(setup.recipe().teacher(), tasks, 1, 0);
        JsonNode quote = Json.read(earlier, JsonNode.class);
        return Pace.of(
                setup.recipe().teacher(),
                tasks,
                quote.path("requests_per_answer").asDouble(1),
                quote.path("latency_seconds").asDouble());
    }
}
