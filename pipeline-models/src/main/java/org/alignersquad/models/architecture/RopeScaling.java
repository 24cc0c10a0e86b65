package org.alignersquad.models.architecture;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How rotary frequencies are changed for longer texts than a model was first trained on: {@code rope_scaling} of a
 * {@code config.json}.
 */
public sealed interface RopeScaling {
    /** Hugging Face's name, its {@code rope_type}. */
    String type();

    /** The field's content. */
    void write(ObjectNode json);

    /** The frequencies of a model with these unscaled ones. */
    double[] scale(double[] frequencies, Rope rope);

    /** What cosines and sines are multiplied with. */
    default double attentionFactor() {
        return 1;
    }

    /** No change. */
    record None() implements RopeScaling {
        @Override
        public String type() {
            return "default";
        }

        @Override
        public void write(ObjectNode json) {}

        @Override
        public double[] scale(double[] frequencies, Rope rope) {
            return frequencies;
        }
    }

    /** Positions count 1 / factor (Chen et al. 2023). */
    record Linear(double factor) implements RopeScaling {
        @Override
        public String type() {
            return "linear";
        }

        @Override
        public void write(ObjectNode json) {
            json.put("factor", factor);
        }

        @Override
        public double[] scale(double[] frequencies, Rope rope) {
            double[] scaled = frequencies.clone();
            for (int i = 0; i < scaled.length; i++) scaled[i] /= factor;
            return scaled;
        }
    }

    /** Changes frequencies for texts beyond {@code max_position_embeddings} only, which are not taken here. */
    record Dynamic(double factor) implements RopeScaling {
        @Override
        public String type() {
            return "dynamic";
        }

        @Override
        public void write(ObjectNode json) {
            json.put("factor", factor);
        }

        @Override
        public double[] scale(double[] frequencies, Rope rope) {
            return frequencies;
        }
    }

    /** Slow frequencies count 1 / factor, fast ones stay, those between are blended (LLaMA 3.1). */
    record Llama3(double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositions)
            implements RopeScaling {
        public Llama3 {
            if (lowFreqFactor >= highFreqFactor)
                throw new IllegalArgumentException("rope_scaling.high_freq_factor must be above low_freq_factor "
                        + lowFreqFactor + ", is: " + highFreqFactor);
        }

        @Override
        public String type() {
            return "llama3";
        }

        @Override
        public void write(ObjectNode json) {
            json.put("factor", factor);
            json.put("low_freq_factor", lowFreqFactor);
            json.put("high_freq_factor", highFreqFactor);
            json.put("original_max_position_embeddings", originalMaxPositions);
        }

        @Override
        public double[] scale(double[] frequencies, Rope rope) {
            double[] scaled = new double[frequencies.length];
            for (int i = 0; i < scaled.length; i++) {
                double turns = originalMaxPositions * frequencies[i] / (2 * Math.PI);
                double fast = Math.min(1, Math.max(0, (turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor)));
                scaled[i] = fast * frequencies[i] + (1 - fast) * frequencies[i] / factor;
            }
            return scaled;
        }
    }

    /**
     * YaRN (Peng et al. 2023): blends by the frequency's place, and sharpens attention.
     *
     * @param betaFast turns over the original length above which a frequency stays
     * @param betaSlow turns below which it counts 1 / factor
     */
    record Yarn(
            double factor,
            double attentionFactor,
            double betaFast,
            double betaSlow,
            boolean truncate,
            int originalMaxPositions)
            implements RopeScaling {
        @Override
        public String type() {
            return "yarn";
        }

        @Override
        public void write(ObjectNode json) {
            json.put("factor", factor);
            json.put("attention_factor", attentionFactor);
            json.put("beta_fast", betaFast);
            json.put("beta_slow", betaSlow);
            json.put("truncate", truncate);
            json.put("original_max_position_embeddings", originalMaxPositions);
        }

        @Override
        public double[] scale(double[] frequencies, Rope rope) {
            double low = Math.max(0, place(betaFast, rope, true));
            double high = Math.min(rope.size() - 1, place(betaSlow, rope, false));
            double width = high == low ? 0.001 : high - low;
            double[] scaled = new double[frequencies.length];
            for (int i = 0; i < scaled.length; i++) {
                double slow = Math.min(1, Math.max(0, (i - low) / width));
                scaled[i] = (1 - slow) * frequencies[i] + slow * frequencies[i] / factor;
            }
            return scaled;
        }

        /** The frequency, counted from the fastest, that turns so often over the original length. */
        private double place(double turns, Rope rope, boolean down) {
            double place =
                    rope.size() * Math.log(originalMaxPositions / (turns * 2 * Math.PI)) / (2 * Math.log(rope.theta()));
            if (!truncate) return place;
            return down ? Math.floor(place) : Math.ceil(place);
        }

        /** The paper's attention factor, √(1/t) = 0.1 ln s + 1. */
        static double mscale(double factor, double mscale) {
            return factor <= 1 ? 1 : 0.1 * mscale * Math.log(factor) + 1;
        }
    }
}
