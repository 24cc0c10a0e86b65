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
import static org.alignersquad.core.triple.RejectReason.TRUNCATED;
import static org.alignersquad.core.triple.RejectReason.UNCHANGED;
import static org.alignersquad.core.triple.RejectReason.WRONG_LANGUAGE;
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
            3,
            100,
            3,
            200,
            List.of("critique:"),
            List.of("none", "n/a"),
            List.of("i cannot help"),
            List.of("formula"),
            .9);
    private static final AnswerFilters.Limits LIMITS =
            new AnswerFilters.Limits(FILTERS, new FiltersConfig(.3, List.of("en")));
    private static final QuestionFilters.Limits QUESTIONS =
            new QuestionFilters.Limits(FILTERS, new FiltersConfig(.3, List.of("en")));
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
                Arguments.of(WRONG_LANGUAGE, GOOD, "A fault.", "Чай растёт на холмах."),
                Arguments.of(
                        WRONG_LANGUAGE,
                        "Der Tee wächst am besten auf warmen Hügeln, wo es oft regnet und selten friert.",
                        "A fault.",
                        GOOD),
                Arguments.of(TRUNCATED, GOOD, "A fault.", "Tea grows on warm hills, for example in India, Kenya and"),
                Arguments.of(TRUNCATED, GOOD, "A fault.", "Tea grows on warm hills,"),
                Arguments.of(UNCHANGED, GOOD, "A fault.", "Tea grows – on hills!"),
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
        assertThat(AnswerFilters.find(new Answers(GOOD, "It leaves out the climate.", BETTER), LIMITS))
                .isNull();
        assertThat(AnswerFilters.find(new Answers(GOOD, "There is nothing wrong.", GOOD), LIMITS))
                .isNull();
        AnswerFilters.Limits any = new AnswerFilters.Limits(FILTERS, new FiltersConfig(.3, null));
        assertThat(AnswerFilters.find(new Answers("お茶は山で育つ", "A fault.", "お茶は暖かい山で育つ"), any))
                .isNull();
        assertThat(AnswerFilters.find(new Answers("If 3 < 5 and 7 > 2, fine", "A fault.", GOOD), LIMITS))
                .isNull();
    }

    @Test
    void questionsAreFilteredByTheCriterionsLimits() {
        assertThat(QuestionFilters.find("What is the formula of tea?", QUESTIONS)
                        .reason())
                .isEqualTo(RejectReason.BANNED_WORD);
        assertThat(QuestionFilters.find("Tea?", QUESTIONS).reason()).isEqualTo(TOO_SHORT);
        assertThat(QuestionFilters.find("x".repeat(1 << 20), QUESTIONS).reason())
                .isEqualTo(TOO_LONG);
        assertThat(QuestionFilters.find("Where does formulaic tea grow?", QUESTIONS))
                .isNull();
    }

    @Test
    void praiseLeavesAResponseAloneAndAnExceptionDoesNot() {
        assertThat(AnswerFilters.find(
                        new Answers(GOOD, "The response is accurate, with no needless words.", GOOD), LIMITS))
                .isNull();
        assertThat(AnswerFilters.find(
                        new Answers(
                                GOOD, "There is nothing wrong with the tone, but it leaves out the climate.", BETTER),
                        LIMITS))
                .isNull();
        assertThat(AnswerFilters.find(new Answers(GOOD, "It says that no error is ever made.", BETTER), LIMITS))
                .isNull();
    }

    @Test
    void wordsOfThePromptWithinASentenceAreWords() {
        assertThat(AnswerFilters.find(
                        new Answers(
                                "It raised one question: who picks tea?", "A fault.", "Write a critique: it helps."),
                        new AnswerFilters.Limits(FILTERS, new FiltersConfig(.3, null))))
                .isNull();
        assertThat(AnswerFilters.find(new Answers(GOOD, "A fault.", GOOD + " **Critique:** fine"), LIMITS)
                        .reason())
                .isEqualTo(LEAKED_PROMPT);
    }

    @Test
    void aResponseThatWasThereBeforeIsNotTheTeachersFault() {
        String code = "I cannot help, yet here:\n```\ntea < water\n```";
        assertThat(AnswerFilters.findRevised(new Answers(code, "It refuses.", "Here:\n```\ntea < water\n```"), LIMITS))
                .isNull();
        assertThat(AnswerFilters.findRevised(new Answers(GOOD, "A fault.", "<b>Tea</b> grows on hills"), LIMITS)
                        .reason())
                .isEqualTo(MARKUP);
        assertThat(AnswerFilters.findRevised(new Answers("Tea [ALIGNED] grows", "A fault.", GOOD), LIMITS)
                        .reason())
                .isEqualTo(MARKUP);
    }

    @Test
    void englishQuestionsWithForeignNamesStay() {
        for (String question : List.of(
                "Have you ever seen an opera in France?",
                "What is Pré l`Hôpital, France like?",
                "How did the Die Zukunft hotel get to its revenues?",
                "Are male nanoprinter operators more prone to accidents than female operators?",
                "How do I say 'Guten Morgen, wie geht es Ihnen heute' in a polite way to my German boss?"))
            assertThat(QuestionFilters.find(question, QUESTIONS)).as(question).isNull();
        assertThat(QuestionFilters.find("如何学习编程？我应该从哪里开始？", QUESTIONS).reason()).isEqualTo(WRONG_LANGUAGE);
    }
}
