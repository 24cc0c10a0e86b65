package org.alignersquad.core.teacher.lease;

import java.util.Locale;
import org.alignersquad.core.teacher.BudgetConfig;
import org.alignersquad.core.teacher.TeacherStop;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests go as long as the budget pays for them: what is outstanding counts with the average of what was answered, so
 * that fewer and fewer are let go as the cap comes near, and the last ones are waited for before asking ends. Until the first
 * answer shows what one costs, a few requests are let go. Thread-safe.
 */
public final class SpendingCap implements BudgetGate {
    private static final long BEFORE_FIRST_ANSWER = 4;

    private final BudgetConfig budget;
    private final Spent earlier;
    private final Spent start;

    /**
     * @param earlier spent by earlier runs of the same job
     * @param start the application's totals when this run of the job began
     */
    public SpendingCap(BudgetConfig budget, Spent earlier, Spent start) {
        this.budget = budget;
        this.earlier = earlier;
        this.start = start;
    }

    /** By this run and the earlier ones. */
    public Spent spent(Totals totals) {
        return earlier.plus(Spent.of(totals).minus(start));
    }

    @Override
    public long allowance(Totals totals, long outstanding) {
        Spent spent = spent(totals);
        double left = Math.min(
                requests(budget.requests(), spent.requests(), 1, 1),
                Math.min(
                        requests(budget.tokens(), spent.tokens(), spent.tokens(), spent.answers()),
                        requests(budget.money(), spent.money(), spent.money(), spent.answers())));
        if (left == Double.POSITIVE_INFINITY) return Long.MAX_VALUE;
        if (left < 1 && outstanding <= 0) throw new TeacherStop(TeacherStop.Cause.BUDGET, words(spent));
        return Math.max(0, (long) Math.floor(left) - outstanding);
    }

    /** How many more average requests a cap pays for. */
    private static double requests(@Nullable Number cap, double spent, double sum, double answers) {
        if (cap == null) return Double.POSITIVE_INFINITY;
        double left = cap.doubleValue() - spent;
        if (left <= 0) return 0;
        return answers == 0 || sum == 0 ? BEFORE_FIRST_ANSWER : left * answers / sum;
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
