package org.alignersquad.models;

import java.util.HashMap;
import java.util.Map;
import org.alignersquad.models.engine.NamedTensor;

/** Plain arithmetic on float arrays, written for clarity: what the programs are held against. */
public final class Oracle {
    private final Map<String, float[]> tensors = new HashMap<>();
    private final Map<String, long[]> shapes = new HashMap<>();

    public Oracle(Model model) {
        for (NamedTensor tensor : model.weights().tensors()) {
            float[] values = new float[tensor.floats().remaining()];
            tensor.floats().get(values);
            tensors.put(tensor.name(), values);
            shapes.put(tensor.name(), tensor.shape());
        }
    }

    public float[] tensor(String name) {
        return tensors.get(name);
    }

    /** Row of a table. */
    public double[] row(String name, int row) {
        int width = (int) shapes.get(name)[1];
        double[] values = new double[width];
        for (int i = 0; i < width; i++) values[i] = tensors.get(name)[row * width + i];
        return values;
    }

    /** x · W + b with W stored (in, out). */
    public double[][] conv1d(double[][] x, String name) {
        return linear(x, name, false);
    }

    /** x · Wᵀ + b with W stored (out, in). */
    public double[][] linear(double[][] x, String name) {
        return linear(x, name, true);
    }

    private double[][] linear(double[][] x, String name, boolean transposed) {
        float[] w = tensors.get(name + ".weight");
        float[] b = tensors.get(name + ".bias");
        double[][] y = new double[x.length][b.length];
        for (int t = 0; t < x.length; t++)
            for (int o = 0; o < b.length; o++) {
                double sum = b[o];
                for (int i = 0; i < x[t].length; i++)
                    sum += x[t][i] * (transposed ? w[o * x[t].length + i] : w[i * b.length + o]);
                y[t][o] = sum;
            }
        return y;
    }

    public double[][] layerNorm(double[][] x, String name, double eps) {
        float[] gain = tensors.get(name + ".weight");
        float[] bias = tensors.get(name + ".bias");
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double mean = 0;
            double variance = 0;
            for (double v : x[t]) mean += v / x[t].length;
            for (double v : x[t]) variance += (v - mean) * (v - mean) / x[t].length;
            y[t] = new double[x[t].length];
            for (int i = 0; i < y[t].length; i++)
                y[t][i] = (x[t][i] - mean) / Math.sqrt(variance + eps) * gain[i] + bias[i];
        }
        return y;
    }

    /** Multi-head attention of q, k and v, each position × D; causal ones look back only. */
    public static double[][] attention(double[][] q, double[][] k, double[][] v, int heads, boolean causal) {
        int size = q[0].length / heads;
        double[][] y = new double[q.length][q[0].length];
        for (int h = 0; h < heads; h++)
            for (int t = 0; t < q.length; t++) {
                int seen = causal ? t + 1 : k.length;
                double[] p = new double[seen];
                double sum = 0;
                for (int s = 0; s < seen; s++) {
                    double dot = 0;
                    for (int i = h * size; i < (h + 1) * size; i++) dot += q[t][i] * k[s][i];
                    p[s] = Math.exp(dot / Math.sqrt(size));
                    sum += p[s];
                }
                for (int s = 0; s < seen; s++)
                    for (int i = h * size; i < (h + 1) * size; i++) y[t][i] += p[s] / sum * v[s][i];
            }
        return y;
    }

    public static double[][] columns(double[][] x, int from, int to) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) y[t] = java.util.Arrays.copyOfRange(x[t], from, to);
        return y;
    }

    public static double[][] add(double[][] x, double[][] y) {
        double[][] sum = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) for (int i = 0; i < x[t].length; i++) sum[t][i] = x[t][i] + y[t][i];
        return sum;
    }

    public static double geluTanh(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    /** x Φ(x), with Φ integrated by Simpson's rule: Java has no error function. */
    public static double geluErf(double x) {
        int steps = 2000;
        double h = x / steps;
        double sum = 1 + Math.exp(-x * x / 2);
        for (int i = 1; i < steps; i++) sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-i * h * i * h / 2);
        return x * (0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI));
    }

    public static double maxDifference(double[] expected, float[] actual) {
        double max = 0;
        for (int i = 0; i < expected.length; i++) max = Math.max(max, Math.abs(expected[i] - actual[i]));
        return max;
    }
}
