package org.alignersquad.align;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.alignersquad.align.evaluate.EvaluateRecipe;
import org.alignersquad.core.config.Recipes;
import org.junit.jupiter.api.Test;

class QuickstartRecipeTest {
    private static final Path CONF = Path.of(System.getProperty("user.dir")).resolveSibling("conf/tiny");

    @Test
    void sectionsAlignAndEvaluateAreComplete() {
        Path own = CONF.resolve("align-section.yaml");
        Path recipe = Files.exists(own) ? own : CONF.resolve("pipeline.yaml");
        AlignRecipe align =
                Recipes.load(recipe, "align", List.of(), AlignRecipe.class).values();
        EvaluateRecipe evaluate = Recipes.load(recipe, "evaluate", List.of(), EvaluateRecipe.class)
                .values();
        assertThat(evaluate.aligned()).isEqualTo(align.output());
        assertThat(evaluate.judge().criteria())
                .allMatch(file -> Files.exists(CONF.resolve("../..").resolve(file)));
    }
}
