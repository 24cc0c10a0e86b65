package org.alignersquad.models.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import org.alignersquad.models.Pair;

/**
 * A prompt and a response as a sparse vector of 2^bits numbers, by hashing (Weinberger et al. 2009), in the groups that
 * {@link FeatureGroup} lists: words, characters, the response's skeleton, and what prompt and response have in common.
 *
 * <p>A feature that occurs n times has the value ±(1 + ln n), its sign from the hash so that collisions cancel out; each
 * group and then the whole vector has length 1.
 *
 * @param bits from 8 to 26
 */
public record HashedNgrams(int bits) implements Serializable {
    /** Of the features; an inspector's weights fit one version only. */
    private static final int VERSION = 2;

    public HashedNgrams {
        if (bits < 8 || bits > 26) throw new IllegalArgumentException("hash_bits must be in [8, 26], is: " + bits);
    }

    /** Reads the settings from an inspector's card. */
    public static HashedNgrams of(JsonNode settings) {
        JsonNode bits = settings.path("hash_bits");
        if (!bits.canConvertToInt())
            throw new IllegalArgumentException("features.hash_bits is " + bits + ", expected a whole number");
        if (settings.path("version").asInt(1) != VERSION)
            throw new IllegalArgumentException("features.version is "
                    + settings.path("version").asInt(1) + ", expected " + VERSION + "; train the inspector again");
        return new HashedNgrams(bits.intValue());
    }

    /** The settings as an inspector's card keeps them. */
    public ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("hash_bits", bits).put("version", VERSION);
    }

    public int dimension() {
        return 1 << bits;
    }

    public SparseFeatures features(Pair pair) {
        PairView view = PairView.of(pair);
        FeatureCounter counter = new FeatureCounter(bits);
        for (FeatureGroup group : FeatureGroup.values()) {
            counter.startGroup();
            group.addTo(view, counter::add);
        }
        return counter.vector();
    }
}
