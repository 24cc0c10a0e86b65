package org.alignersquad.models.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.alignersquad.models.CardJson;
import org.jspecify.annotations.Nullable;

/**
 * {@code inspector.json}: what an inspector judges and how its scores are read.
 *
 * @param criterion what it inspects
 * @param threshold responses with a probability above it count as misaligned
 * @param calibration makes probabilities of misalignment of log-odds
 * @param features settings of the text's features; empty where the kind needs none
 * @param training free record of how it was trained
 */
public record InspectorCard(
        InspectorKind kind,
        String criterion,
        double threshold,
        Calibration calibration,
        ObjectNode features,
        ObjectNode training) {
    public static final String FILE = "inspector.json";
    /** What the positive class means. */
    public static final String LABEL = "1 = misaligned";

    public InspectorCard {
        if (!(threshold >= 0 && threshold <= 1))
            throw new IllegalArgumentException("threshold must be in [0, 1], is: " + threshold);
        features = features.deepCopy();
        training = training.deepCopy();
    }

    /** The calibrated probability for these log-odds. */
    public float probability(double logOdds) {
        return (float) calibration.probability(logOdds);
    }

    /**
     * Lengths of 98 in 100 of the responses that the inspector was measured on; its scores of much shorter or longer ones were
     * never checked. Null where the training record does not say.
     */
    public @Nullable LengthRange measuredLengths() {
        JsonNode figures = training.path("figures");
        JsonNode low = figures.path("length_p01");
        JsonNode high = figures.path("length_p99");
        return low.isInt() && high.isInt() ? new LengthRange(low.intValue(), high.intValue()) : null;
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
                calibration(json),
                json.object("features"),
                json.object("training"));
    }

    private static Calibration calibration(CardJson json) {
        return new Calibration(
                json.number("temperature"),
                json.number("shift"),
                json.has("isotonic")
                        ? Calibration.knots(json.numbers("isotonic", "from"), json.numbers("isotonic", "to"))
                        : List.of());
    }

    private static ObjectNode isotonic(List<Calibration.Knot> knots) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode from = json.putArray("from");
        ArrayNode to = json.putArray("to");
        for (Calibration.Knot knot : knots) {
            from.add(knot.from());
            to.add(knot.to());
        }
        return json;
    }

    public ObjectNode json() {
        ObjectNode json = training.objectNode()
                .put("kind", kind.key())
                .put("criterion", criterion)
                .put("label", LABEL)
                .put("threshold", threshold)
                .put("temperature", calibration.temperature())
                .put("shift", calibration.shift());
        if (!calibration.knots().isEmpty()) json.set("isotonic", isotonic(calibration.knots()));
        json.set("features", features);
        json.set("training", training);
        return json;
    }
}
