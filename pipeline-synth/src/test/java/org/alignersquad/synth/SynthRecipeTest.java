package org.alignersquad.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.criteria.Criterion;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong recipes end with every problem named, before any Spark job: no test here starts Spark. */
class SynthRecipeTest {
    @Test
    void unknownMissingAndWrongKeysAreAllNamed(@TempDir Path folder) {
        SynthRun run = SynthRun.generated(folder, "ethical");
        assertThatThrownBy(() ->
                        run.recipe("synth.sede=7", "synth.seed=soon", "synth.answers={}", "synth.teacher.in_flight=0"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("synth.sede: unknown key")
                .hasMessageContaining("synth.seed: expected a whole number")
                .hasMessageContaining("synth.answers.sampling: missing")
                .hasMessageContaining("in_flight must be at least 1, is: 0");
    }

    @Test
    void questionsComeFromOneSource(@TempDir Path folder) {
        SynthRun run = SynthRun.generated(folder, "ethical");
        String prompts = "synth.prompts=[{criterion: ethical, corpus: {path: x, format: text, prompt: value}}]";
        assertThatThrownBy(() -> run.recipe(prompts)).hasMessageContaining("prompts must not stand beside topics");
        assertThatThrownBy(() -> run.recipe("synth.topics=null")).hasMessageContaining("needs either prompts, or both");
        assertThat(run.recipe(prompts, "synth.topics=null", "synth.questions=null")
                        .values()
                        .prompts())
                .hasSize(1);
    }

    @Test
    void inputsAndOutputsThatDoNotWorkAreAllNamed(@TempDir Path folder) {
        SynthRun run = SynthRun.generated(folder, "ethical");
        SynthRecipe recipe = run.recipe(
                        "synth.topics=null",
                        "synth.questions=null",
                        "synth.prompts=[{criterion: honest, corpus: {path: /no/such.csv, format: csv, prompt: q}}]",
                        "synth.decontaminate={ngram: 8, against: [{path: /no/such.parquet, format: parquet, prompt: q}]}",
                        "synth.teacher.model=gpt-4",
                        "synth.output=/proc/no")
                .values();
        assertThatThrownBy(() -> new SynthJob().check(recipe, new Configuration()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("prompts.criterion: must be one of [ethical], is: honest")
                .hasMessageContaining("prompts.0.corpus.path: no such file or folder: /no/such.csv")
                .hasMessageContaining("decontaminate.against.0.path: no such file or folder: /no/such.parquet")
                .hasMessageContaining("teacher.model: must be embedded-teacher-1 for kind embedded, is: gpt-4")
                .hasMessageContaining("output: cannot write to /proc/no");
    }

    @Test
    void theTinyRecipeIsSound(@TempDir Path folder) {
        List<String> changes = List.of(
                "synth.output=" + folder + "/out",
                "synth.ledger.path=" + folder + "/ledger",
                "synth.criteria.0=" + SynthRun.criterion("ethical"),
                "synth.criteria.1=" + SynthRun.criterion("factuality"),
                "synth.criteria.2=" + SynthRun.criterion("helpful"));
        SynthRecipe tiny = Recipes.load(Path.of("../conf/tiny/pipeline.yaml"), "synth", changes, SynthRecipe.class)
                .values();
        new SynthJob().check(tiny, new Configuration());
        assertThat(tiny.criteria()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "paper/base-model",
                "paper/chat-separate-calls",
                "real/prompts",
                "real/pairs",
                "tiny/pipeline",
                "tiny/own-prompts"
            })
    void recipesThatComeWithTheProjectAreComplete(String name) {
        Path file = Path.of("..", "conf", name + ".yaml");
        SynthRecipe recipe =
                Recipes.load(file, "synth", List.of(), SynthRecipe.class).values();
        List<String> criteria =
                recipe.criteria().stream().map(path -> "../" + path).toList();
        assertThat(CriterionSet.load(criteria).names()).hasSameSizeAs(criteria);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ethical", "factuality", "helpful", "polite", "positive"})
    void criteriaHaveWorkedExamplesAndSomeWithNothingWrong(String name) {
        Criterion criterion =
                CriterionSet.load(List.of(SynthRun.criterion(name))).named(name);
        assertThat(criterion.demonstrations()).hasSizeBetween(5, 7);
        assertThat(criterion.demonstrations().stream().filter(d -> d.nothingWrong()))
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(criterion.questionTypes()).hasSize(20);
        assertThat(criterion.seedQuestions()).hasSize(20);
    }
}
