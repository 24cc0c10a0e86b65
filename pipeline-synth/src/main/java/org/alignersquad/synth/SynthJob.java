package org.alignersquad.synth;

import java.util.ArrayList;
import java.util.List;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.config.Recipe;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.core.spark.Inputs;
import org.alignersquad.core.spark.Job;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.TeacherSpending;
import org.alignersquad.core.teacher.TeacherKind;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacher;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Job {@code synth}: teachers write triples about questions of their own or of a corpus. Writes {@code triples/} and
 * {@code rejects/} under its output, and the stages that led there.
 */
public final class SynthJob implements Job<SynthRecipe> {
    @Override
    public String name() {
        return "synth";
    }

    @Override
    public Class<SynthRecipe> recipeType() {
        return SynthRecipe.class;
    }

    @Override
    public void check(SynthRecipe recipe, Configuration conf) {
        Inputs inputs = new Inputs(conf);
        checkCriteria(recipe, inputs);
        checkTeacher(recipe, inputs);
        checkCalls(recipe, inputs);
        if (recipe.prompts() != null) {
            for (int i = 0; i < recipe.prompts().size(); i++) {
                inputs.corpus(
                        "prompts." + i + ".corpus", recipe.prompts().get(i).corpus());
            }
        }
        if (recipe.decontaminate() != null) {
            List<CorpusConfig> against = recipe.decontaminate().against();
            for (int i = 0; i < against.size(); i++) inputs.corpus("decontaminate.against." + i, against.get(i));
        }
        inputs.writable("output", recipe.output());
        if (recipe.export() != null)
            inputs.writable("export.path", recipe.export().path());
        inputs.writable("ledger.path", recipe.ledger().path());
        inputs.throwProblems();
    }

    private static void checkCriteria(SynthRecipe recipe, Inputs inputs) {
        try {
            CriterionSet criteria = CriterionSet.load(recipe.criteria());
            checkTargets(recipe, criteria, inputs);
            if (recipe.prompts() == null) return;
            for (PromptsConfig prompts : recipe.prompts()) {
                if (criteria.names().contains(prompts.criterion())) continue;
                inputs.problem(
                        "prompts.criterion: must be one of " + criteria.names() + ", is: " + prompts.criterion());
            }
        } catch (ConfigException e) {
            e.problems().forEach(inputs::problem);
        }
    }

    private static void checkTargets(SynthRecipe recipe, CriterionSet criteria, Inputs inputs) {
        if (recipe.targetRowsOf() == null) return;
        for (String name : recipe.targetRowsOf().keySet())
            if (!criteria.names().contains(name))
                inputs.problem("target_rows_of: must name one of " + criteria.names() + ", names: " + name);
    }

    /** Responses that are there are criticised and mended in one call. */
    private static void checkCalls(SynthRecipe recipe, Inputs inputs) {
        if (recipe.prompts() == null || !recipe.answers().each()) return;
        for (PromptsConfig prompts : recipe.prompts())
            if (prompts.corpus().response() != null)
                inputs.problem("answers.calls: must be one where a corpus has responses, as "
                        + prompts.corpus().path() + " has");
    }

    private static void checkTeacher(SynthRecipe recipe, Inputs inputs) {
        String model = recipe.teacher().model();
        if (recipe.teacher().kind() == TeacherKind.EMBEDDED && !model.equals(EmbeddedTeacher.MODEL)) {
            inputs.problem("teacher.model: must be " + EmbeddedTeacher.MODEL + " for kind embedded, is: " + model);
        }
    }

    @Override
    public JobReport run(SparkSession spark, Recipe<SynthRecipe> recipe) {
        SynthRecipe values = recipe.values();
        try (TeacherSpending spending = TeacherSpending.open(spark, values.output() + "/spent.json", values.budget())) {
            return run(Setup.open(spark, name(), values, values.output()));
        }
    }

    private JobReport run(Setup setup) {
        AnswerStages asking = AnswerStages.of(setup);

        Questions questions = Questions.of(setup, asking.asking());
        Answered answered = Answered.of(setup, asking, questions.kept());
        StageOutput split = SplitStage.split(setup, answered.filtered());

        List<StageOutput> all = new ArrayList<>(questions.stages());
        all.addAll(answered.stages());
        all.add(split);
        Publication publication = new Publication(setup);
        publication.triples(split);
        publication.rejects(all);
        publication.card(asking.asking(), split, answered.targets());
        ExportConfig export = setup.recipe().export();
        if (export != null) publication.export(split, export);

        List<StageOutput> calls = new ArrayList<>(questions.calls());
        calls.addAll(answered.calls());
        return new JobReport(
                name(),
                exit(questions.kept(), split),
                setup.recipe().output(),
                setup.stages().reports(),
                new Figures(setup).of(calls, split, answered.targets()));
    }

    /** A run that asked and has nothing to show for it has failed, however neatly its rejects are listed. */
    private static ExitCode exit(StageOutput asked, StageOutput split) {
        boolean nothing = asked.report().kept() > 0 && split.report().kept() == 0;
        return nothing ? ExitCode.FAILED : ExitCode.DONE;
    }
}
