package org.alignersquad.models.aligner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.alignersquad.models.CardJson;

/**
 * {@code aligner.json}: what a checkpoint was made for.
 *
 * @param criterion what it improves
 * @param kind the model's architecture, such as {@code gpt2}
 * @param format the text's layout: {@value #FORMAT} or another {@link AlignerTarget}'s
 * @param training free record of how it was trained
 */
public record AlignerCard(String criterion, String kind, String format, ObjectNode training) {
    public static final String FILE = "aligner.json";
    public static final String FORMAT = "x [INIT] y [ALIGNED] y' [DONE]";

    public AlignerCard {
        AlignerTarget.ofFormat(format);
        training = training.deepCopy();
    }

    /** What the aligner writes. */
    public AlignerTarget target() {
        return AlignerTarget.ofFormat(format);
    }

    /** @throws IOException naming the file and the field that is missing or wrong */
    public static AlignerCard read(Path directory) throws IOException {
        return CardJson.read(
                directory.resolve(FILE),
                json -> new AlignerCard(
                        json.text("criterion"), json.text("kind"), json.text("format"), json.object("training")));
    }

    public ObjectNode json() {
        return training.objectNode()
                .put("criterion", criterion)
                .put("kind", kind)
                .put("format", format)
                .set("training", training);
    }
}
