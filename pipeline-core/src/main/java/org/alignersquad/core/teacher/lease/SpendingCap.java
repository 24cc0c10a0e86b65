package org.alignersquad.core.teacher.lease;

import java.util.Locale;
import java.util.Map;
import org.alignersquad.core.teacher.BudgetConfig;
import org.alignersquad.core.teacher.TeacherCounters;
import org.alignersquad.core.teacher.TeacherStop;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests go as long as the budget pays for them: what is outstanding counts with the average of what was answered, of
 * the dearest kind where there are several, so that fewer and fewer are let go as the cap comes near, and the last ones are
 * waited for before asking ends. Until the first answer shows what one costs, a few requests are let go. Thread-safe.
 */
public final class SpendingCap implements BudgetGate {
    private static final long BEFORE_FIRST_ANSWER = 4;

    private final BudgetConfig budget;
    private final Spent earlier;
    private final Spent start;
    private final Map<String, Double> countersAtStart;

    /**
     * @param earlier spent by earlier runs of the same job
     * @param start the application's totals, now that this run of the job begins; only read here
     */
    public SpendingCap(BudgetConfig budget, Spent earlier, Totals start) {
        this.budget = budget;
        this.earlier = earlier;
        this.start = Spent.of(start);
        this.countersAtStart = start.snapshot();
    }

    /** By this run and the earlier ones. */
    public Spent spent(Totals totals) {
        return earlier.plus(Spent.of(totals).minus(start));
    }

    @Override
    public long allowance(Totals totals, long outstanding) {
        Spent spent = spent(totals);
        double tokens = Math.max(mean(spent.tokens(), spent.answers()), dearest(totals, TeacherCounters.TOKENS_OF));
        double money = Math.max(mean(spent.money(), spent.answers()), dearest(totals, TeacherCounters.MONEY_OF));
        double left = Math.min(
                requests(budget.requests(), spent.requests(), 1),
                Math.min(
                        requests(budget.tokens(), spent.tokens(), tokens),
                        requests(budget.money(), spent.money(), money)));
        if (left == Double.POSITIVE_INFINITY) return Long.MAX_VALUE;
        if (left < 1 && outstanding <= 0) throw new TeacherStop(TeacherStop.Cause.BUDGET, words(spent));
        return Math.max(0, (long) Math.floor(left) - outstanding);
    }

    /** How many more requests a cap pays for, where each takes so much of it. */
    private static double requests(@Nullable Number cap, double spent, double each) {
        if (cap == null) return Double.POSITIVE_INFINITY;
        double left = cap.doubleValue() - spent;
        if (left <= 0) return 0;
        return each == 0 ? BEFORE_FIRST_ANSWER : left / each;
    }

    private static double mean(double sum, double answers) {
        return answers == 0 ? 0 : sum / answers;
    }

    /** Of the kinds of requests that this run of the job has answers to, the mean of the one that takes most. */
    private double dearest(Totals totals, String what) {
        double most = 0;
        for (String counter : totals.snapshot().keySet()) {
            if (!counter.startsWith(what)) continue;
            double answers = since(totals, TeacherCounters.ANSWERS_OF + counter.substring(what.length()));
            most = Math.max(most, mean(since(totals, counter), answers));
        }
        return most;
    }

    private double since(Totals totals, String counter) {
        return totals.total(counter) - countersAtStart.getOrDefault(counter, 0.0);
    }

    private String words(Spent spent) {
        return String.format(
                Locale.ROOT,
                "the budget is used up: %.0f requests%s, %.0f tokens%s, money %.4f%s, over all runs",
                spent.requests(),
                of(budget.requests()),
                spent.tokens(),
                of(budget.tokens()),
                spent.money(),
                of(budget.money()));
    }

    private static String of(@Nullable Number cap) {
        return cap == null ? "" : " of " + cap;
    }
}
