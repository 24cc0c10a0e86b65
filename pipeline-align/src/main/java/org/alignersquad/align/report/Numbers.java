package org.alignersquad.align.report;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers for people: six significant digits, so that the order of a distributed sum never shows in the page. */
final class Numbers {
    private static final MathContext SIX = new MathContext(6);

    private Numbers() {}

    static double rounded(double value) {
        return Double.isFinite(value) ? new BigDecimal(value).round(SIX).doubleValue() : 0;
    }
}
