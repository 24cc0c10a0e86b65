package org.alignersquad.models.inspector;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.alignersquad.models.DirectoryWriter;
import org.alignersquad.models.Pair;
import org.alignersquad.models.engine.NamedTensor;
import org.alignersquad.models.safetensors.Safetensors;
import org.alignersquad.models.safetensors.StoredTensor;

/** Logistic regression on {@link HashedNgrams}: log-odds = weight · features + bias. Thread-safe. */
public final class LinearInspector implements Inspector {
    private final InspectorCard card;
    private final HashedNgrams features;
    private final float[] weight;
    private final float bias;
    private final boolean weightless;

    private LinearInspector(InspectorCard card, float[] weight, float bias) {
        this.card = card;
        this.features = HashedNgrams.of(card.features());
        if (weight.length != features.dimension())
            throw new IllegalArgumentException(
                    "weight has " + weight.length + " numbers, the features have " + features.dimension());
        this.weight = weight.clone();
        this.bias = bias;
        boolean none = true;
        for (float each : this.weight) none &= each == 0;
        weightless = none;
    }

    /** @param weight one number for each of the features that the card names */
    public static LinearInspector of(InspectorCard card, float[] weight, float bias) {
        return new LinearInspector(card, weight, bias);
    }

    static LinearInspector open(Path directory, InspectorCard card) throws IOException {
        List<StoredTensor> stored = Safetensors.listDirectory(directory);
        return new LinearInspector(card, floats(stored, "weight"), floats(stored, "bias")[0]);
    }

    private static float[] floats(List<StoredTensor> stored, String name) throws IOException {
        for (StoredTensor tensor : stored) {
            if (!tensor.name().equals(name) || tensor.length() == 0) continue;
            NamedTensor read = tensor.read();
            float[] values = new float[read.floats().remaining()];
            read.floats().get(values);
            return values;
        }
        throw new IllegalArgumentException(Safetensors.FILE + " has no tensor " + name);
    }

    /** Writes {@value InspectorCard#FILE} and {@value Safetensors#FILE}; replaces what is at this place. */
    public void save(Path directory) {
        DirectoryWriter.replace(directory, to -> {
            new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(to.resolve(InspectorCard.FILE).toFile(), card.json());
            Safetensors.write(
                    to.resolve(Safetensors.FILE),
                    List.of(
                            NamedTensor.of("weight", new long[] {weight.length}, weight),
                            NamedTensor.of("bias", new long[] {1}, new float[] {bias})));
        });
    }

    @Override
    public InspectorCard card() {
        return card;
    }

    @Override
    public float[] logOdds(List<Pair> pairs) {
        float[] odds = new float[pairs.size()];
        // no text can move it
        if (weightless) Arrays.fill(odds, bias);
        else
            for (int i = 0; i < odds.length; i++)
                odds[i] = bias + features.features(pairs.get(i)).dot(weight);
        return odds;
    }

    @Override
    public void close() {}
}
