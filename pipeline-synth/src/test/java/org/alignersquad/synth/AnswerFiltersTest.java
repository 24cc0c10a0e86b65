package org.alignersquad.synth;

import static org.alignersquad.core.triple.RejectReason.CONTRADICTING_CRITIQUE;
import static org.alignersquad.core.triple.RejectReason.EMPTY;
import static org.alignersquad.core.triple.RejectReason.LEAKED_PROMPT;
import static org.alignersquad.core.triple.RejectReason.MARKUP;
import static org.alignersquad.core.triple.RejectReason.NONE;
import static org.alignersquad.core.triple.RejectReason.REFUSAL;
import static org.alignersquad.core.triple.RejectReason.REPETITION;
import static org.alignersquad.core.triple.RejectReason.TOO_LONG;
import static org.alignersquad.core.triple.RejectReason.TOO_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.alignersquad.core.criteria.Filters;
import org.alignersquad.core.task.Answers;
import org.alignersquad.core.triple.RejectReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerFiltersTest {
    private static final Filters FILTERS = new Filters(
            3, 100, 3, 200, List.of("critique:"), List.of("none", "n/a"), List.of("i cannot help"), List.of("formula"), .9);
    private static final AnswerFilters.Limits LIMITS = new AnswerFilters.Limits(FILTERS, new FiltersConfig(.3));
    private static final String GOOD = "Tea grows on hills.";
    private static final String BETTER = "Tea grows on warm hills.";

    static Stream<Arguments> poor() {
        return Stream.of(
                Arguments.of(EMPTY, "  ", "A fault.", GOOD),
                Arguments.of(NONE, "N/A", "A fault.", GOOD),
                Arguments.of(TOO_SHORT, GOOD, "A fault.", "Tea grows."),
                Arguments.of(TOO_LONG, "word ".repeat(50), "A fault.", GOOD),
                Arguments.of(LEAKED_PROMPT, GOOD, "A fault.", "Critique: tea grows on hills"),
                Arguments.of(REFUSAL, "I cannot help with that.", "A fault.", GOOD),
                Arguments.of(MARKUP, "Tea <b>grows</b> on hills", "A fault.", GOOD),
                Arguments.of(MARKUP, GOOD, "A fault.", "Tea grows on hills [DONE]"),
                Arguments.of(MARKUP, "<|im_start|> tea grows on hills", "A fault.", GOOD),
                Arguments.of(REPETITION, "it is so good it is so good it is so good", "A fault.", GOOD),
                Arguments.of(CONTRADICTING_CRITIQUE, GOOD, "There is nothing wrong with it.", BETTER),
                Arguments.of(CONTRADICTING_CRITIQUE, GOOD, "The response names no source.", GOOD));
    }

    @ParameterizedTest
    @MethodSource("poor")
    void refusesPoorAnswersWithTheirReason(RejectReason reason, String response, String critique, String aligned) {
        Finding finding = AnswerFilters.find(new Answers(response, critique, aligned), LIMITS);
        assertThat(finding).isNotNull();
        assertThat(finding.reason()).as(finding.detail()).isEqualTo(reason);
    }

    @Test
    void keepsGoodAnswersChangedOrNotInAnyScript() {
        assertThat(AnswerFilters.find(new Answers(GOOD, "It leaves out the climate.", BETTER), LIMITS)).isNull();
        assertThat(AnswerFilters.find(new Answers(GOOD, "There is nothing wrong.", GOOD), LIMITS)).isNull();
        assertThat(AnswerFilters.find(new Answers("お茶は山で育つ", "A fault.", "お茶は暖かい山で育つ"), LIMITS)).isNull();
        assertThat(AnswerFilters.find(new Answers("If 3 < 5 and 7 > 2, fine", "A fault.", GOOD), LIMITS)).isNull();
    }

    @Test
    void questionsAreFilteredByTheCriterionsLimits() {
        assertThat(QuestionFilters.find("What is the formula of tea?", FILTERS).reason()).isEqualTo(RejectReason.BANNED_WORD);
        assertThat(QuestionFilters.find("Tea?", FILTERS).reason()).isEqualTo(TOO_SHORT);
        assertThat(QuestionFilters.find("x".repeat(1 << 20), FILTERS).reason()).isEqualTo(TOO_LONG);
        assertThat(QuestionFilters.find("Where does formulaic tea grow?", FILTERS)).isNull();
    }
}
