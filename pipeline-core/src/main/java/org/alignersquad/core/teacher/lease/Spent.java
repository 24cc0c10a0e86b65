package org.alignersquad.core.teacher.lease;

import static org.alignersquad.core.teacher.TeacherCounters.ANSWERS;
import static org.alignersquad.core.teacher.TeacherCounters.COMPLETION_TOKENS;
import static org.alignersquad.core.teacher.TeacherCounters.MONEY;
import static org.alignersquad.core.teacher.TeacherCounters.PROMPT_TOKENS;
import static org.alignersquad.core.teacher.TeacherCounters.REQUESTS;

/**
 * What was sent and paid.
 *
 * @param requests HTTP requests, those included that were sent again
 * @param answers that were paid
 * @param tokens prompt and completion tokens of these answers
 * @param money for these tokens; 0 where the teacher has no prices
 */
public record Spent(double requests, double answers, double tokens, double money) {
    public static final Spent NOTHING = new Spent(0, 0, 0, 0);

    public static Spent of(Totals totals) {
        return new Spent(
                totals.total(REQUESTS),
                totals.total(ANSWERS),
                totals.total(PROMPT_TOKENS) + totals.total(COMPLETION_TOKENS),
                totals.total(MONEY));
    }

    public Spent plus(Spent other) {
        return new Spent(
                requests + other.requests, answers + other.answers, tokens + other.tokens, money + other.money);
    }

    public Spent minus(Spent other) {
        return plus(new Spent(-other.requests, -other.answers, -other.tokens, -other.money));
    }
}
