package org.alignersquad.train.rounds;

import java.util.List;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Compute;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.lora.LoraAdapter;
import org.alignersquad.models.train.ClassificationExample;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.train.examples.Example;

/** What can be trained: how its examples and its model come to be. */
public enum Learner {
    /** A language model that writes an aligned response, or an adapter of one. */
    ALIGNER {
        @Override
        Replica<?> replica(TrainingTask task, Compute compute) {
            AdapterBase base = task.adapter();
            if (base != null) return adapted(base, task, compute);
            CausalLm model = CausalLm.create((DecoderConfig) task.modelConfig(), 0, compute);
            return new Replica<>(model, List.of(model), task.recipe().config(), Learner::tokenExample);
        }
    },
    /** A BERT that tells misaligned responses from aligned ones. */
    INSPECTOR {
        @Override
        Replica<?> replica(TrainingTask task, Compute compute) {
            SequenceClassifier model = SequenceClassifier.create((EncoderConfig) task.modelConfig(), 0, compute);
            return new Replica<>(model, List.of(model), task.recipe().config(), Learner::classificationExample);
        }
    };

    /** A replica for the task, whose parameters do not matter: it is restored before every use. */
    abstract Replica<?> replica(TrainingTask task, Compute compute);

    private static Replica<?> adapted(AdapterBase base, TrainingTask task, Compute compute) {
        CausalLm model = base.open(task.settings(), compute);
        LoraAdapter<TokenExample> adapter = base.adapter(model);
        return new Replica<>(adapter, List.of(adapter, model), task.recipe().config(), Learner::tokenExample);
    }

    /** What an aligner learns from an example: the loss is on what comes after the boundary. */
    public static TokenExample tokenExample(Example example) {
        int[] labels = example.inputIds().clone();
        java.util.Arrays.fill(labels, 0, example.boundary(), TokenExample.IGNORED);
        return new TokenExample(example.inputIds(), labels);
    }

    private static ClassificationExample classificationExample(Example example) {
        int[] types = new int[example.inputIds().length];
        java.util.Arrays.fill(types, example.boundary(), types.length, 1);
        return new ClassificationExample(example.inputIds(), types, example.label(), 1);
    }
}
