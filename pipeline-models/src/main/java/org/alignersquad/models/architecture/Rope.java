package org.alignersquad.models.architecture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;

/**
 * Rotary positions (Su et al. 2021): which values of a head turn, and how fast.
 *
 * @param theta base of the frequencies
 * @param size values of a head that turn, an even number; the others know no position
 */
public record Rope(double theta, int size, RopeScaling scaling) {
    public Rope {
        if (size < 2 || size % 2 != 0)
            throw new IllegalArgumentException(
                    "Rotary values per head must be an even number of at least 2, is: " + size);
        if (!(theta > 1)) throw new IllegalArgumentException("rope_theta must be above 1, is: " + theta);
    }

    /** Unscaled. */
    public static Rope of(double theta, int size) {
        return new Rope(theta, size, new RopeScaling.None());
    }

    /**
     * Reads {@code rope_scaling}, or {@code rope_parameters} as newer files have it.
     *
     * @param theta field of the base, such as {@code rope_theta}
     * @param fraction field of the share of a head that turns; empty for models that turn all of it
     * @param standard the fraction where the file has none
     */
    public static Rope read(ConfigJson config, String theta, String fraction, double standard, int headSize) {
        ConfigJson parameters = config.object("rope_parameters");
        ConfigJson scaling = config.has("rope_scaling") ? config.object("rope_scaling") : parameters;
        double base = parameters.positive("rope_theta", config.positive(theta, 10_000));
        double share = fraction.isEmpty() ? 1 : config.fraction(fraction, standard);
        share = parameters.fraction("partial_rotary_factor", share);
        Rope rope = new Rope(
                base, (int) (headSize * share + 1e-6), scaling(scaling, config.size("max_position_embeddings", 2048)));
        parameters.finish();
        scaling.finish();
        return rope;
    }

    private static RopeScaling scaling(ConfigJson json, int maxPositions) {
        String older = json.choice("type", "default", TYPES);
        String type = json.choice("rope_type", older, TYPES);
        return switch (type) {
            case "linear" -> new RopeScaling.Linear(factor(json));
            case "dynamic" -> new RopeScaling.Dynamic(factor(json));
            case "llama3" ->
                new RopeScaling.Llama3(
                        factor(json),
                        json.positive("low_freq_factor", 1),
                        json.positive("high_freq_factor", 4),
                        json.size("original_max_position_embeddings"));
            case "yarn" -> yarn(json, maxPositions);
            default -> new RopeScaling.None();
        };
    }

    private static final String[] TYPES = {"default", "linear", "dynamic", "llama3", "yarn"};

    private static double factor(ConfigJson json) {
        double factor = json.number("factor");
        if (factor < 1) throw json.wrong("factor", "a number of at least 1");
        return factor;
    }

    private static RopeScaling yarn(ConfigJson json, int maxPositions) {
        int original = json.size("original_max_position_embeddings", maxPositions);
        double factor = json.has("factor") ? factor(json) : (double) maxPositions / original;
        double mscale = json.number("mscale", 0);
        double mscaleAll = json.number("mscale_all_dim", 0);
        double usual = mscale > 0 && mscaleAll > 0
                ? RopeScaling.Yarn.mscale(factor, mscale) / RopeScaling.Yarn.mscale(factor, mscaleAll)
                : RopeScaling.Yarn.mscale(factor, 1);
        return new RopeScaling.Yarn(
                factor,
                json.positive("attention_factor", usual),
                json.positive("beta_fast", 32),
                json.positive("beta_slow", 1),
                json.flag("truncate", true),
                original);
    }

    /** Radians per position of each pair of values. */
    public double[] frequencies() {
        double[] frequencies = new double[size / 2];
        for (int i = 0; i < frequencies.length; i++) frequencies[i] = Math.pow(theta, -2.0 * i / size);
        return scaling.scale(frequencies, this);
    }

    /** Values for a program's text. */
    public Map<String, Object> slots() {
        return Map.of("frequencies", Arrays.toString(frequencies()), "rotary_scale", scaling.attentionFactor());
    }

    /** Adds {@code rope_scaling}, null where there is none. */
    public void writeScaling(ObjectNode json) {
        if (scaling instanceof RopeScaling.None) json.putNull("rope_scaling");
        else scaling.write(json.putObject("rope_scaling").put("rope_type", scaling.type()));
    }
}
