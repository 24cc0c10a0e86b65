package org.alignersquad.submit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.Random;
import org.alignersquad.models.inspector.Calibration;
import org.alignersquad.models.inspector.HashedNgrams;
import org.alignersquad.models.inspector.InspectorCard;
import org.alignersquad.models.inspector.InspectorKind;
import org.alignersquad.models.inspector.LinearInspector;

/** An inspector with weights at random: about half of all rows seem misaligned, and some garbage seems better than others. */
final class RandomInspector {
    private RandomInspector() {}

    static void write(Path folder, Random random) {
        HashedNgrams features = new HashedNgrams(12);
        float[] weight = new float[features.dimension()];
        for (int i = 0; i < weight.length; i++) weight[i] = (float) (4 * random.nextGaussian());
        var none = JsonNodeFactory.instance.objectNode();
        InspectorCard card =
                new InspectorCard(InspectorKind.LINEAR, "helpful", .5, Calibration.NONE, features.json(), none);
        LinearInspector.of(card, weight, 0).save(folder);
    }
}
