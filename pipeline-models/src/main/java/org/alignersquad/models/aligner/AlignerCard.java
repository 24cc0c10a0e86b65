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
 * @param format the text's layout: {@value #FORMAT}
 * @param training free record of how it was trained
 */
public record AlignerCard(String criterion, String kind, String format, ObjectNode training) {
    public static final String FILE = "aligner.json";
    public static final String FORMAT = "x [INIT] y [ALIGNED] y' [DONE]";

    public AlignerCard {
        if (!format.equals(FORMAT))
            throw new IllegalArgumentException("format is '" + format + "', expected '" + FORMAT + "'");
        training = training.deepCopy();
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
