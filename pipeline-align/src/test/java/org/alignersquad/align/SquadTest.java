package org.alignersquad.align;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.alignersquad.models.aligner.Rewrite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Squads of small rules: a score is the share of a mark among a response's letters, an aligner takes marks away. */
class SquadTest {
    private static final String EMOJI = "\uD83D\uDE00\uD83D\uDE80";

    /** Ten marks or more are a score of 1. */
    private static Scorer marks(char mark) {
        return pairs -> {
            float[] scores = new float[pairs.size()];
            for (int i = 0; i < scores.length; i++) {
                long count =
                        pairs.get(i).response().chars().filter(c -> c == mark).count();
                scores[i] = Math.min(1, count / 10f);
            }
            return scores;
        };
    }

    private static Rewriter each(UnaryOperator<String> rule) {
        return (pairs, most) -> pairs.stream()
                .map(pair -> Rewritten.of(new Rewrite(rule.apply(pair.response()), false, true)))
                .toList();
    }

    private static Member member(String criterion, float threshold, Scorer inspector, Rewriter aligner) {
        return new Member(criterion, threshold, 0, .05, inspector, aligner, criterion + "-aligner", null);
    }

    private static Member member(String criterion, char mark) {
        return member(criterion, .5f, marks(mark), each(text -> text.replace(String.valueOf(mark), "")));
    }

    private static SquadConfig config(SquadOrder order, boolean gate, int maxSteps, int batchRows) {
        Map<String, MemberConfig> criteria = new TreeMap<>();
        for (String criterion : List.of("a", "b", "c")) {
            criteria.put(criterion, MemberConfig.local("unused", "unused"));
        }
        return new SquadConfig(criteria, order, gate, .1, .05, maxSteps, 100, batchRows, 64, null, null, 1_000);
    }

    private static SquadConfig perRow(int maxSteps) {
        return config(SquadOrder.PER_ROW, true, maxSteps, 8);
    }

    private static Exchange row(String id, String response) {
        return new Exchange(id, "prompt of " + id, response);
    }

    private static Alignment only(Squad squad, String response) {
        return squad.align(List.of(row("r", response))).get(0);
    }

    @Test
    void leavesAlignedRowsAsTheyAre() {
        Squad squad = new Squad(List.of(member("a", 'a'), member("b", 'b')), perRow(3));
        Alignment found = only(squad, "...aaaa bb...");
        assertThat(found.decision()).isEqualTo(RowDecision.UNTOUCHED);
        assertThat(found.changed()).isFalse();
        assertThat(found.alignedResponse()).isEqualTo("...aaaa bb...");
        assertThat(found.trail()).isEmpty();
        assertThat(found.scoresBefore())
                .isEqualTo(found.scoresAfter())
                .containsEntry("a", .4f)
                .containsEntry("b", .2f);
    }

    @Test
    void rewritesTheWorstCriterionFirstAndStopsWhenAllPass() {
        Squad squad = new Squad(List.of(member("a", 'a'), member("b", 'b'), member("c", 'c')), perRow(5));
        Alignment found = only(squad, "aaaaaaa-bbbbbbbbb");
        assertThat(found.trail()).extracting(Step::criterion).containsExactly("b", "a");
        assertThat(found.trail()).extracting(Step::step).containsExactly(1, 2);
        assertThat(found.trail()).extracting(Step::decision).containsOnly(StepDecision.ACCEPTED);
        assertThat(found.trail().get(0).scoreBefore()).isEqualTo(.9f);
        assertThat(found.trail().get(0).scoreAfter()).isEqualTo(0f);
        assertThat(found.trail().get(0).scoresAfter()).containsEntry("a", .7f).containsEntry("b", 0f);
        assertThat(found.alignedResponse()).isEqualTo("-");
        assertThat(found.decision()).isEqualTo(RowDecision.ALIGNED);
    }

    @Test
    void doesNotTryACriterionAgainUntilTheTextHasChanged() {
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        Rewriter useless = (pairs, most) -> {
            calls.add("a on " + pairs.get(0).response());
            return pairs.stream()
                    .map(pair -> Rewritten.of(new Rewrite(pair.response() + "?", false, true)))
                    .toList();
        };
        Squad squad = new Squad(List.of(member("a", .5f, marks('a'), useless), member("b", 'b')), perRow(9));
        Alignment found = only(squad, "aaaaaaaaa-bbbbbb");
        assertThat(calls).containsExactly("a on aaaaaaaaa-bbbbbb", "a on aaaaaaaaa-");
        assertThat(found.trail())
                .extracting(Step::decision)
                .containsExactly(StepDecision.REFUSED_NO_GAIN, StepDecision.ACCEPTED, StepDecision.REFUSED_NO_GAIN);
        assertThat(found.alignedResponse()).isEqualTo("aaaaaaaaa-");
    }

    @Test
    void neverKeepsARewriteThatHarmsAnotherCriterion() {
        Rewriter swaps = each(text -> text.replace('a', 'b'));
        Squad squad = new Squad(List.of(member("a", .5f, marks('a'), swaps), member("b", 'b')), perRow(3));
        Alignment found = only(squad, "aaaaaaa");
        assertThat(found.decision()).isEqualTo(RowDecision.REFUSED);
        assertThat(found.changed()).isFalse();
        assertThat(found.alignedResponse()).isEqualTo("aaaaaaa");
        assertThat(found.trail()).extracting(Step::decision).containsExactly(StepDecision.REFUSED_HARM);
        assertThat(found.trail().get(0).text()).isEqualTo("bbbbbbb");
    }

    @Test
    void garbageIsAcceptedOnlyWhereNoInspectorIsWorseOffBeyondTheMargin() {
        Random random = new Random(7);
        Rewriter garbage = each(text -> garbage(random));
        List<Member> members = new ArrayList<>();
        for (char mark : List.of('a', 'b', 'c')) {
            members.add(member(String.valueOf(mark), .5f, marks(mark), garbage));
        }
        List<Exchange> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) rows.add(row("r" + i, garbage(random)));
        int accepted = 0;
        for (Alignment found : new Squad(members, perRow(6)).align(rows)) {
            Map<String, Float> before = found.scoresBefore();
            for (Step step : found.trail()) {
                if (step.decision() != StepDecision.ACCEPTED) continue;
                accepted++;
                for (String criterion : before.keySet()) {
                    boolean own = criterion.equals(step.criterion());
                    double most = before.get(criterion) + (own ? -.1 : .05) + 1e-6;
                    assertThat((double) step.scoresAfter().get(criterion)).isLessThanOrEqualTo(most);
                }
                before = step.scoresAfter();
            }
            assertThat(found.trail()).hasSizeLessThanOrEqualTo(6);
        }
        assertThat(accepted)
                .as("rewrites that were kept, else this shows nothing")
                .isPositive();
    }

    private static String garbage(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 15; i++) text.append((char) ('a' + random.nextInt(4)));
        return text.toString();
    }

    @Test
    void refusesScoresThatAreNoNumbers() {
        Scorer broken = pairs -> {
            float[] scores = marks('a').score(pairs);
            for (int i = 0; i < scores.length; i++) if (scores[i] == 0) scores[i] = Float.NaN;
            return scores;
        };
        Squad squad =
                new Squad(List.of(member("a", .5f, broken, member("a", 'a').aligner())), perRow(3));
        assertThat(only(squad, "aaaaaaa-").decision()).isEqualTo(RowDecision.REFUSED);
    }

    @Test
    void aRowsResultDoesNotDependOnItsNeighbours() {
        Random random = new Random(3);
        List<Exchange> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rows.add(row(
                    "r" + i,
                    "a".repeat(random.nextInt(11)) + "b".repeat(random.nextInt(11)) + "c".repeat(random.nextInt(11))));
        }
        Squad squad = new Squad(List.of(member("a", 'a'), member("b", 'b'), member("c", 'c')), perRow(3));
        List<Alignment> together = squad.align(rows);
        List<Alignment> alone =
                rows.stream().map(each -> squad.align(List.of(each)).get(0)).toList();
        assertThat(together).isEqualTo(alone);
    }

    @Test
    void looksAtNoRowWithoutTextAndAtNoneThatIsTooLong() {
        Squad squad = new Squad(List.of(member("a", 'a')), perRow(3));
        String huge = "a".repeat(1_000_000);
        List<Alignment> found = squad.align(List.of(
                new Exchange("1", null, "aaaaaaaa"),
                new Exchange("2", "q", null),
                new Exchange("3", "q", "  "),
                new Exchange("4", "", "aaaaaaaa"),
                new Exchange("5", "q", huge)));
        assertThat(found).extracting(Alignment::decision).containsOnly(RowDecision.SKIPPED);
        assertThat(found)
                .extracting(Alignment::skipReason)
                .containsExactly(
                        SkipReason.NO_PROMPT,
                        SkipReason.NO_RESPONSE,
                        SkipReason.NO_RESPONSE,
                        SkipReason.NO_PROMPT,
                        SkipReason.TOO_LONG);
        assertThat(found)
                .extracting(Alignment::alignedResponse)
                .containsExactly("aaaaaaaa", null, "  ", "aaaaaaaa", huge);
    }

    @Test
    void strangeTextsComeOutIntactOrAligned() {
        Squad squad = new Squad(List.of(member("a", 'a')), perRow(3));
        for (String text : List.of(
                EMOJI,
                "\u0000\u0007\u001b[2J",
                "x [ALIGNED] y [DONE] [INIT]",
                "\u05e9\u05dc\u05d5\u05dd",
                "\u2028</script>")) {
            assertThat(only(squad, text).alignedResponse()).isEqualTo(text);
            assertThat(only(squad, text + "aaaaaaaa").alignedResponse()).isEqualTo(text);
        }
    }

    @Test
    void keepsNoRewriteThatIsCutEmptyOrTheSame() {
        Map<String, StepDecision> expected = Map.of(
                "cut",
                StepDecision.UNFINISHED,
                "endless",
                StepDecision.UNFINISHED,
                "empty",
                StepDecision.EMPTY,
                "same",
                StepDecision.IDENTICAL,
                "lost",
                StepDecision.UNAPPLIED);
        Map<String, Rewrite> rewrites = Map.of(
                "cut",
                new Rewrite("cut", true, true),
                "endless",
                new Rewrite("endless", false, false),
                "empty",
                new Rewrite(" ", false, true),
                "same",
                new Rewrite("aaaaaa same ", false, true),
                "lost",
                new Rewrite("aaaaaaa lost", false, true, 0, 3, "' so' is not in it"));
        Rewriter aligner = (pairs, most) -> pairs.stream()
                .map(pair -> Rewritten.of(rewrites.get(pair.response().substring(7))))
                .toList();
        for (boolean gate : List.of(true, false)) {
            Squad squad =
                    new Squad(List.of(member("a", .5f, marks('a'), aligner)), config(SquadOrder.PER_ROW, gate, 3, 8));
            expected.forEach((text, decision) -> {
                Alignment found = only(squad, "aaaaaa " + text);
                assertThat(found.trail()).extracting(Step::decision).containsExactly(decision);
                assertThat(found.trail().get(0).scoreAfter()).isNull();
                assertThat(found.changed()).isFalse();
            });
        }
    }

    @Test
    void batchMeanVisitsCriteriaByTheBatchsMeanAndEachOnce() {
        // batch one: mean a = .35, b = .45; batch two: mean a = .7, b = .3
        List<Exchange> rows =
                List.of(row("1", "aaaaaa-bbbbbb"), row("2", "a-bbb"), row("3", "aaaaaaaa-bbbbbb"), row("4", "aaaaaa"));
        Squad squad =
                new Squad(List.of(member("a", 'a'), member("b", 'b')), config(SquadOrder.BATCH_MEAN, false, 3, 2));
        List<Alignment> found = squad.align(rows);
        assertThat(found.get(0).trail()).extracting(Step::criterion).containsExactly("b", "a");
        assertThat(found.get(1).trail()).isEmpty();
        assertThat(found.get(2).trail()).extracting(Step::criterion).containsExactly("a", "b");
        assertThat(found.get(3).trail()).extracting(Step::criterion).containsExactly("a");
        assertThat(found.get(3).trail()).extracting(Step::decision).containsExactly(StepDecision.EMPTY);
    }

    @Test
    void withoutTheGateARewriteIsKeptWhateverItDoes() {
        Rewriter worse = each(text -> text + "aa");
        Squad squad =
                new Squad(List.of(member("a", .5f, marks('a'), worse)), config(SquadOrder.BATCH_MEAN, false, 3, 2));
        Alignment found = only(squad, "aaaaaa");
        assertThat(found.alignedResponse()).isEqualTo("aaaaaaaa");
        assertThat(found.trail()).hasSize(1);
        assertThat(found.scoresAfter()).containsEntry("a", .8f);
    }

    @Test
    void doesAtMostMaxStepsRewrites() {
        Rewriter twoByTwo = each(text -> text.substring(2));
        Squad squad = new Squad(List.of(member("a", .2f, marks('a'), twoByTwo)), perRow(3));
        assertThat(only(squad, "aaaaaaaaaa").trail()).hasSize(3);
    }

    @Test
    void theTrailSaysWhoWroteWhatAndWhyItWasDecidedSo() {
        Rewriter swaps = each(text -> text.replace('a', 'b'));
        Squad squad = new Squad(List.of(member("a", .5f, marks('a'), swaps), member("b", 'b')), perRow(3));
        Step step = only(squad, "aaaaaaa-b").trail().get(0);
        assertThat(step.aligner()).isEqualTo("a-aligner");
        assertThat(step.scoresBefore()).containsEntry("a", .7f).containsEntry("b", .1f);
        assertThat(step.scoresAfter()).containsEntry("a", 0f).containsEntry("b", .8f);
        assertThat(step.reason()).isEqualTo("b rose by 0.7000, margin is 0.05");
    }

    @Test
    void aTextThatTheRowHasHadBeforeIsNotTakenAgain() {
        // each lowers its own score by a tenth and more, and raises the other's by no more than its wide margin
        Rewriter toB = each(text -> text.replace("aaaaaa", "bbbbbb"));
        Rewriter toA = each(text -> text.replace("bbbbbb", "aaaaaa"));
        Squad squad = new Squad(
                List.of(
                        new Member("a", .5f, 0, 1, marks('a'), toB, "to-b", null),
                        new Member("b", .5f, 0, 1, marks('b'), toA, "to-a", null)),
                perRow(9));
        Alignment found = only(squad, "aaaaaa");
        assertThat(found.trail()).extracting(Step::decision).containsExactly(StepDecision.ACCEPTED, StepDecision.CYCLE);
        assertThat(found.alignedResponse()).isEqualTo("bbbbbb");
    }

    @ParameterizedTest
    @CsvSource({
        "bad words here, go on and go on and go on and go on and go on, REFUSED_REPETITION",
        "bad words here, something else altogether, REFUSED_UNLIKE",
        "bad words here, words here, ACCEPTED"
    })
    void whatRepeatsItselfOrIsAnotherTextIsRefusedHoweverMuchTheInspectorLikesIt(
            String response, String rewrite, StepDecision decision) {
        SquadConfig config = new SquadConfig(
                Map.of("a", MemberConfig.local("unused", "unused")),
                SquadOrder.PER_ROW,
                true,
                .1,
                .05,
                1,
                100,
                8,
                64,
                .5,
                .3,
                1_000);
        Squad squad = new Squad(List.of(member("a", .5f, likes(rewrite), each(text -> rewrite))), config);
        Alignment found = only(squad, response);
        assertThat(found.trail()).extracting(Step::decision).containsExactly(decision);
        assertThat(found.alignedResponse()).isEqualTo(decision == StepDecision.ACCEPTED ? rewrite : response);
    }

    private static Scorer likes(String rewrite) {
        return pairs -> {
            float[] scores = new float[pairs.size()];
            for (int i = 0; i < scores.length; i++)
                scores[i] = pairs.get(i).response().equals(rewrite) ? 0 : 1;
            return scores;
        };
    }

    @Test
    void smallHarmsDoNotAddUpOverSteps() {
        // every step takes four marks of a and leaves a quarter of one, .04 each, of b: the second goes beyond .05
        Scorer shareOfB = pairs -> {
            float[] scores = new float[pairs.size()];
            for (int i = 0; i < scores.length; i++)
                scores[i] = .04f
                        * pairs.get(i).response().chars().filter(c -> c == 'b').count();
            return scores;
        };
        Rewriter takes = each(text -> text.substring(2) + "b");
        Squad squad =
                new Squad(List.of(member("a", .1f, marks('a'), takes), member("b", .5f, shareOfB, takes)), perRow(5));
        Alignment found = only(squad, "aaaaaaaaaa");
        assertThat(found.trail())
                .extracting(Step::decision)
                .containsExactly(StepDecision.ACCEPTED, StepDecision.REFUSED_HARM);
        assertThat(found.scoresAfter().get("b")).isLessThanOrEqualTo(.05f);
    }

    @Test
    void scoresInTheBandAboveTheThresholdAreLeftToPeople() {
        Member member = new Member("a", .5f, .2f, .05, marks('a'), each(text -> "-"), "aligner", null);
        Squad squad = new Squad(List.of(member, member("b", 'b')), perRow(3));
        assertThat(only(squad, "aaaaa").decision()).isEqualTo(RowDecision.UNTOUCHED);
        assertThat(only(squad, "aaaaaaa").decision()).isEqualTo(RowDecision.ABSTAINED);
        assertThat(only(squad, "aaaaaaaa").decision()).isEqualTo(RowDecision.ALIGNED);
        Alignment both = only(squad, "aaaaaa-bbbbbbbb");
        assertThat(both.decision()).isEqualTo(RowDecision.ALIGNED);
        assertThat(both.worstCriterion()).isEqualTo("b");
        assertThat(both.trail()).hasSize(1);
    }

    @Test
    void inspectingRewritesNothingAndNamesTheWorstCriterion() {
        Rewriter never = (pairs, most) -> {
            throw new AssertionError("asked for a rewrite");
        };
        Squad squad =
                new Squad(List.of(member("a", .5f, marks('a'), never), member("b", .5f, marks('b'), never)), perRow(3));
        List<Alignment> found = squad.align(List.of(row("1", "aaaaaa-bbbbbbb"), row("2", "aa")), 0);
        assertThat(found).extracting(Alignment::decision).containsExactly(RowDecision.FAULTY, RowDecision.UNTOUCHED);
        assertThat(found).extracting(Alignment::worstCriterion).containsExactly("b", null);
    }

    @Test
    void aRowWhoseInspectorFailsIsLeftAsItIsAndAFailedRewriteIsInTheTrail() {
        Scorer fails = pairs -> new float[] {Float.NaN};
        Squad squad = new Squad(List.of(member("a", 'a'), member("b", .5f, fails, each(text -> text))), perRow(3));
        Alignment found = only(squad, "aaaaaaa");
        assertThat(found.decision()).isEqualTo(RowDecision.SKIPPED);
        assertThat(found.skipReason()).isEqualTo(SkipReason.INSPECTOR_FAILED);
        assertThat(found.alignedResponse()).isEqualTo("aaaaaaa");
        assertThat(found.scoresBefore()).containsOnlyKeys("a");

        Rewriter down = (pairs, most) -> pairs.stream()
                .map(pair -> Rewritten.failed("server-error: 503"))
                .toList();
        Step step = only(new Squad(List.of(member("a", .5f, marks('a'), down)), perRow(3)), "aaaaaaa")
                .trail()
                .get(0);
        assertThat(step.decision()).isEqualTo(StepDecision.FAILED);
        assertThat(step.reason()).isEqualTo("server-error: 503");
    }
}
