package org.alignersquad.models.inspector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.alignersquad.models.CardJson;

/**
 * {@code inspector.json}: what an inspector judges and how its scores are read.
 *
 * <p>The calibrated probability of misalignment is sigmoid(log-odds / temperature + shift).
 *
 * @param criterion what it inspects
 * @param threshold responses with a probability above it count as misaligned
 * @param features settings of the text's features; empty where the kind needs none
 * @param training free record of how it was trained
 */
public record InspectorCard(
        InspectorKind kind,
        String criterion,
        double threshold,
        double temperature,
        double shift,
        ObjectNode features,
        ObjectNode training) {
    public static final String FILE = "inspector.json";
    /** What the positive class means. */
    public static final String LABEL = "1 = misaligned";

    public InspectorCard {
        if (!(threshold >= 0 && threshold <= 1))
            throw new IllegalArgumentException("threshold must be in [0, 1], is: " + threshold);
        if (!(temperature > 0)) throw new IllegalArgumentException("temperature must be above 0, is: " + temperature);
        if (!Double.isFinite(shift)) throw new IllegalArgumentException("shift must be finite, is: " + shift);
        features = features.deepCopy();
        training = training.deepCopy();
    }

    /** The calibrated probability for these log-odds. */
    public float probability(double logOdds) {
        return (float) (1 / (1 + Math.exp(-(logOdds / temperature + shift))));
    }

    /** @throws IOException naming the file and the field that is missing or wrong */
    public static InspectorCard read(Path directory) throws IOException {
        return CardJson.read(directory.resolve(FILE), InspectorCard::of);
    }

    private static InspectorCard of(CardJson json) {
        if (!json.text("label").equals(LABEL))
            throw new IllegalArgumentException("label is '" + json.text("label") + "', expected '" + LABEL + "'");
        return new InspectorCard(
                InspectorKind.of(json.text("kind")),
                json.text("criterion"),
                json.number("threshold"),
                json.number("temperature"),
                json.number("shift"),
                json.object("features"),
                json.object("training"));
    }

    public ObjectNode json() {
        ObjectNode json = training.objectNode()
                .put("kind", kind.key())
                .put("criterion", criterion)
                .put("label", LABEL)
                .put("threshold", threshold)
                .put("temperature", temperature)
                .put("shift", shift);
        json.set("features", features);
        json.set("training", training);
        return json;
    }
}
