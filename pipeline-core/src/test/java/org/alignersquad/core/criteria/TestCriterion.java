package org.alignersquad.core.criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestCriterion {
    @ParameterizedTest
    @ValueSource(strings = {"ethical", "factuality", "helpful"})
    void filesHoldTheAmountsOfTheRecipe(String name) {
        Criterion criterion = CriterionFiles.load(name);
        assertThat(criterion.name()).isEqualTo(name);
        assertThat(criterion.questionTypes()).hasSize(20);
        assertThat(criterion.seedQuestions()).hasSize(20);
        assertThat(new HashSet<>(criterion.seedQuestions())).hasSize(20);
        assertThat(criterion.demonstrations()).hasSizeBetween(5, 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ethical", "factuality", "helpful"})
    void ownDemonstrationsPassTheirFilters(String name) {
        Criterion criterion = CriterionFiles.load(name);
        for (Demonstration d : criterion.demonstrations())
            for (String leaked : criterion.filters().leakedWords())
                assertThat((d.question() + " " + d.response() + " " + d.alignedResponse()).toLowerCase())
                        .doesNotContain(leaked);
    }

    @Test
    void rejectsDemonstrationsWithoutANothingWrongCase() {
        Criterion good = CriterionFiles.load("ethical");
        List<Demonstration> faulty =
                good.demonstrations().stream().filter(d -> !d.nothingWrong()).toList();
        assertThatThrownBy(() -> with(good, "ethical", faulty, good.seedQuestions()))
                .hasMessage("demonstrations must hold one whose aligned_response equals its response");
    }

    @Test
    void rejectsASeedQuestionOfAnUnknownType() {
        Criterion good = CriterionFiles.load("ethical");
        List<SeedQuestion> seeds = List.of(new SeedQuestion("riddles", "birds", "What has wings but no feathers?"));
        assertThatThrownBy(() -> with(good, "ethical", good.demonstrations(), seeds))
                .hasMessageContaining("seed_questions.type must be one of")
                .hasMessageEndingWith("is: riddles");
    }

    @Test
    void rejectsANameThatIsNoPartitionName() {
        Criterion good = CriterionFiles.load("ethical");
        assertThatThrownBy(() -> with(good, "Very ethical", good.demonstrations(), good.seedQuestions()))
                .hasMessage("name must be lower-case letters, digits and dashes, is: Very ethical");
    }

    @Test
    void namesTheKeyOfABlankText() {
        assertThatThrownBy(() -> new QuestionType(" ", "d"))
                .hasMessage("question_types.name must be a text that is not blank, is:  ");
    }

    private static Criterion with(
            Criterion c, String name, List<Demonstration> demonstrations, List<SeedQuestion> seeds) {
        return new Criterion(
                name, c.description(), c.principles(), demonstrations, c.questionTypes(), seeds, c.filters());
    }
}
