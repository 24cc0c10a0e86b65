package org.alignersquad.models;

import java.util.Arrays;

/** A flat matrix as an array of rows. */
final class Rows {
    private Rows() {}

    static float[][] of(float[] values, int width) {
        float[][] rows = new float[values.length / width][];
        for (int i = 0; i < rows.length; i++) rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
        return rows;
    }
}
