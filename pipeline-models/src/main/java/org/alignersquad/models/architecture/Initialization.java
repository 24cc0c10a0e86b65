package org.alignersquad.models.architecture;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.alignersquad.models.engine.NamedTensor;

/** Fresh parameters, as Hugging Face draws them; the same for a seed on every machine. */
public final class Initialization {
    private Initialization() {}

    /** Every parameter of the config, each from its own stream of the seed. */
    public static List<NamedTensor> draw(ModelConfig config, long seed) {
        return draw(config.parameters(), seed);
    }

    /** Each of these parameters, from its own stream of the seed. */
    public static List<NamedTensor> draw(List<ParameterSpec> specs, long seed) {
        SplittableRandom root = new SplittableRandom(seed);
        List<SplittableRandom> streams =
                IntStream.range(0, specs.size()).mapToObj(i -> root.split()).toList();
        return IntStream.range(0, specs.size())
                .mapToObj(i -> draw(specs.get(i), streams.get(i)))
                .toList();
    }

    private static NamedTensor draw(ParameterSpec spec, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(spec.count())];
        for (int i = 0; i < values.length; i++)
            values[i] = spec.std() == 0 ? spec.mean() : (float) (spec.mean() + spec.std() * random.nextGaussian());
        return NamedTensor.of(spec.name(), spec.shape(), values);
    }
}
