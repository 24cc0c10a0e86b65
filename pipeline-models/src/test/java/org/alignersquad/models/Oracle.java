package org.alignersquad.models;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.alignersquad.models.engine.NamedTensor;

/** Plain arithmetic on arrays, written for clarity: what the programs are held against. A text is position × values. */
public final class Oracle {
    private final Map<String, double[]> tensors = new HashMap<>();
    private final Map<String, long[]> shapes = new HashMap<>();

    public Oracle(Model model) {
        for (NamedTensor tensor : model.weights().tensors()) {
            double[] values = new double[tensor.floats().remaining()];
            for (int i = 0; i < values.length; i++) values[i] = tensor.floats().get(i);
            tensors.put(tensor.name(), values);
            shapes.put(tensor.name(), tensor.shape());
        }
    }

    /** The values themselves: what is changed here changes what this oracle computes. */
    public double[] tensor(String name) {
        return tensors.get(name);
    }

    /** Row of a table. */
    public double[] row(String name, int row) {
        int width = (int) shapes.get(name)[1];
        return Arrays.copyOfRange(tensors.get(name), row * width, (row + 1) * width);
    }

    /** Rows of a table. */
    public double[][] rows(String name, int[] rows) {
        return Arrays.stream(rows).mapToObj(row -> row(name, row)).toArray(double[][]::new);
    }

    /** x · W + b with W stored (in, out). */
    public double[][] conv1d(double[][] x, String name) {
        return linear(x, name, false);
    }

    /** x · Wᵀ + b with W stored (out, in); without b if there is none. */
    public double[][] linear(double[][] x, String name) {
        return linear(x, name, true);
    }

    private double[][] linear(double[][] x, String name, boolean transposed) {
        double[] w = tensors.get(name + ".weight");
        int out = (int) shapes.get(name + ".weight")[transposed ? 0 : 1];
        double[] b = tensors.getOrDefault(name + ".bias", new double[out]);
        double[][] y = new double[x.length][out];
        for (int t = 0; t < x.length; t++)
            for (int o = 0; o < out; o++) {
                double sum = b[o];
                for (int i = 0; i < x[t].length; i++)
                    sum += x[t][i] * (transposed ? w[o * x[t].length + i] : w[i * out + o]);
                y[t][o] = sum;
            }
        return y;
    }

    public double[][] layerNorm(double[][] x, String name, double eps) {
        double[] gain = tensors.get(name + ".weight");
        double[] bias = tensors.get(name + ".bias");
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

    public double[][] rmsNorm(double[][] x, String name, double eps) {
        double[] gain = tensors.get(name + ".weight");
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double square = 0;
            for (double v : x[t]) square += v * v / x[t].length;
            y[t] = new double[x[t].length];
            for (int i = 0; i < y[t].length; i++) y[t][i] = x[t][i] / Math.sqrt(square + eps) * gain[i];
        }
        return y;
    }

    /** Multi-head attention of q, k and v; causal ones look back only. */
    public static double[][] attention(double[][] q, double[][] k, double[][] v, int heads, boolean causal) {
        return attention(q, k, v, heads, heads, causal ? Integer.MAX_VALUE : 0);
    }

    /**
     * Attention of heads in groups that share keys and values.
     *
     * @param window positions that each one sees, itself and those before it; 0 for all, after it too
     */
    public static double[][] attention(
            double[][] q, double[][] k, double[][] v, int heads, int keyValueHeads, int window) {
        int size = q[0].length / heads;
        double[][] y = new double[q.length][q[0].length];
        for (int h = 0; h < heads; h++) {
            int g = h / (heads / keyValueHeads);
            for (int t = 0; t < q.length; t++) {
                int from = window == 0 ? 0 : Math.max(0, t + 1 - window);
                int to = window == 0 ? k.length : t + 1;
                double sum = 0;
                for (int s = from; s < to; s++) {
                    double dot = 0;
                    for (int i = 0; i < size; i++) dot += q[t][h * size + i] * k[s][g * size + i];
                    double p = Math.exp(dot / Math.sqrt(size));
                    sum += p;
                    for (int i = 0; i < size; i++) y[t][h * size + i] += p * v[s][g * size + i];
                }
                for (int i = 0; i < size; i++) y[t][h * size + i] /= sum;
            }
        }
        return y;
    }

    /**
     * Turns pairs of each head's values, as complex numbers; position t turns the pair i by t times its frequency.
     *
     * @param scale what the turned values are multiplied with
     */
    public static double[][] rotate(double[][] x, int heads, double[] frequencies, double scale) {
        int size = x[0].length / heads;
        int half = frequencies.length;
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = x[t].clone();
            for (int h = 0; h < heads; h++)
                for (int i = 0; i < half; i++) {
                    double re = x[t][h * size + i];
                    double im = x[t][h * size + half + i];
                    double angle = t * frequencies[i];
                    y[t][h * size + i] = scale * (re * Math.cos(angle) - im * Math.sin(angle));
                    y[t][h * size + half + i] = scale * (im * Math.cos(angle) + re * Math.sin(angle));
                }
        }
        return y;
    }

    public static double[][] columns(double[][] x, int from, int to) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) y[t] = Arrays.copyOfRange(x[t], from, to);
        return y;
    }

    public static double[][] add(double[][] x, double[][] y) {
        double[][] sum = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) for (int i = 0; i < x[t].length; i++) sum[t][i] = x[t][i] + y[t][i];
        return sum;
    }

    public static double[][] times(double[][] x, double[][] y) {
        double[][] product = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) for (int i = 0; i < x[t].length; i++) product[t][i] = x[t][i] * y[t][i];
        return product;
    }

    public static double[][] map(double[][] x, DoubleUnaryOperator function) {
        return Arrays.stream(x)
                .map(row -> Arrays.stream(row).map(function).toArray())
                .toArray(double[][]::new);
    }

    public static double geluTanh(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    /** x Φ(x), with Φ integrated by Simpson's rule: Java has no error function. */
    public static double geluErf(double x) {
        int steps = 200;
        double h = x / steps;
        double sum = 1 + Math.exp(-x * x / 2);
        for (int i = 1; i < steps; i++) sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-i * h * i * h / 2);
        return x * (0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI));
    }

    public static double silu(double x) {
        return x / (1 + Math.exp(-x));
    }

    public static double maxDifference(double[] expected, float[] actual) {
        double max = 0;
        for (int i = 0; i < expected.length; i++) max = Math.max(max, Math.abs(expected[i] - actual[i]));
        return max;
    }
}
