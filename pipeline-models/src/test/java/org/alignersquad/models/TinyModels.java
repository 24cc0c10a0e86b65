package org.alignersquad.models;

import java.util.SplittableRandom;
import org.alignersquad.models.bert.BertConfig;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.train.TrainingConfig;

/** Models small enough for unit tests, with every parameter away from its usual start so that each one matters. */
public final class TinyModels {
    public static final TrainingConfig TRAINING = new TrainingConfig(0.9, 0.999, 1e-8, 0.01, 1.0, 0, 4096);

    private TinyModels() {}

    public static CausalLm gpt2(long seed) {
        return shaken(CausalLm.create(Gpt2Config.of(53, 40, 24, 2, 3), seed), seed);
    }

    public static SequenceClassifier bert(long seed) {
        return shaken(SequenceClassifier.create(BertConfig.of(53, 40, 24, 2, 3), seed), seed);
    }

    public static <M extends Model> M shaken(M model, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = model.parameters();
        for (int i = 0; i < values.length; i++) values[i] += (float) (0.2 * random.nextGaussian());
        model.parameters(values);
        return model;
    }

    public static int[] ids(long seed, int length, int vocabSize) {
        return new SplittableRandom(seed).ints(length, 0, vocabSize).toArray();
    }
}
