package org.alignersquad.align.evaluate;

/** A share with its interval of 95 % after Wilson (1927), which holds for small numbers and near 0 and 1. */
record Proportion(double share, double low, double high) {
    private static final double Z = 1.959963984540054;

    /**
     * @param successes may be a fraction: a tie is half a win
     * @param of more than 0
     */
    static Proportion of(double successes, long of) {
        double share = successes / of;
        double z2 = Z * Z / of;
        double centre = (share + z2 / 2) / (1 + z2);
        double half = Z / (1 + z2) * Math.sqrt(share * (1 - share) / of + z2 / (4 * of));
        return new Proportion(share, Math.max(0, centre - half), Math.min(1, centre + half));
    }
}
