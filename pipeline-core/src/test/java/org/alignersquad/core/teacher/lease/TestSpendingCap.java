package org.alignersquad.core.teacher.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.alignersquad.core.teacher.BudgetConfig;
import org.alignersquad.core.teacher.TeacherCounters;
import org.alignersquad.core.teacher.TeacherStop;
import org.junit.jupiter.api.Test;

class TestSpendingCap {
    private final Totals totals = new Totals();

    private void answered(int requests, int tokensEach) {
        totals.add(Map.of(
                TeacherCounters.REQUESTS, (double) requests,
                TeacherCounters.ANSWERS, (double) requests,
                TeacherCounters.PROMPT_TOKENS, (double) requests * tokensEach));
    }

    private static SpendingCap cap(Long tokens, Long requests, Spent earlier) {
        return new SpendingCap(new BudgetConfig(null, tokens, requests), earlier, new Totals());
    }

    @Test
    void requestsAreLetGoUpToTheCapAndNotBeyondIt() {
        SpendingCap cap = cap(null, 100L, Spent.NOTHING);
        assertThat(cap.allowance(totals, 30)).isEqualTo(70);
        answered(99, 10);
        assertThat(cap.allowance(totals, 1)).isZero();
        answered(1, 10);
        // what is outstanding is waited for
        assertThat(cap.allowance(totals, 1)).isZero();
        assertThatThrownBy(() -> cap.allowance(totals, 0)).isInstanceOfSatisfying(TeacherStop.class, stop -> {
            assertThat(stop.stopCause()).isEqualTo(TeacherStop.Cause.BUDGET);
            assertThat(stop.resumable()).isTrue();
            assertThat(stop.reason()).contains("100 requests of 100");
        });
    }

    @Test
    void tokensOfWhatIsOutstandingAreReckonedWithTheAverage() {
        SpendingCap cap = cap(10_000L, null, Spent.NOTHING);
        assertThat(cap.allowance(totals, 0)).isBetween(1L, 10L);
        answered(10, 100);
        assertThat(cap.allowance(totals, 20)).isEqualTo(70);
        answered(79, 113);
        // 73 tokens are left, and an answer takes 111
        assertThatThrownBy(() -> cap.allowance(totals, 0)).isInstanceOf(TeacherStop.class);
    }

    @Test
    void earlierRunsCountAndALargerBudgetGoesOn() {
        Spent earlier = new Spent(100, 100, 1_000, 0);
        assertThatThrownBy(() -> cap(null, 100L, earlier).allowance(totals, 0)).isInstanceOf(TeacherStop.class);
        assertThat(cap(null, 150L, earlier).allowance(totals, 0)).isEqualTo(50);
    }

    @Test
    void whatIsOutstandingMayBeOfTheDearestKind() {
        totals.add(Map.of(
                TeacherCounters.ANSWERS,
                110.0,
                TeacherCounters.PROMPT_TOKENS,
                2_000.0,
                TeacherCounters.ANSWERS_OF + "inspect.small",
                100.0,
                TeacherCounters.TOKENS_OF + "inspect.small",
                1_000.0,
                TeacherCounters.ANSWERS_OF + "rewrite.large",
                10.0,
                TeacherCounters.TOKENS_OF + "rewrite.large",
                1_000.0));
        SpendingCap cap = new SpendingCap(new BudgetConfig(null, 3_000L, null), Spent.NOTHING, new Totals());
        assertThat(cap.allowance(totals, 4)).as("1000 tokens, 100 each").isEqualTo(6);
        // another job of the same application began when those were answered
        SpendingCap next = new SpendingCap(new BudgetConfig(null, 3_000L, null), Spent.NOTHING, totals);
        answered(10, 10);
        assertThat(next.allowance(totals, 0)).isEqualTo(290);
    }

    @Test
    void withoutACapEverythingGoes() {
        assertThat(cap(null, null, Spent.NOTHING).allowance(totals, 1_000_000)).isEqualTo(Long.MAX_VALUE);
    }
}
