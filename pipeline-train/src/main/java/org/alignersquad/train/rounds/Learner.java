package org.alignersquad.train.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.alignersquad.core.text.Json;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.bert.BertConfig;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.train.ClassificationExample;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.TrainingConfig;
import org.alignersquad.train.examples.Example;

/** What can be trained: how its examples and its model come to be. */
public enum Learner {
    /** A GPT-2 that writes an aligned response. */
    ALIGNER {
        @Override
        ModelConfig config(JsonNode json) {
            return Gpt2Config.read("config.json", json);
        }

        @Override
        Replica<?> replica(ModelConfig config, TrainingConfig training) {
            CausalLm model = CausalLm.create((Gpt2Config) config, 0);
            return new Replica<>(model, model, training, Learner::tokenExample);
        }
    },
    /** A BERT that tells misaligned responses from aligned ones. */
    INSPECTOR {
        @Override
        ModelConfig config(JsonNode json) {
            return BertConfig.read("config.json", json);
        }

        @Override
        Replica<?> replica(ModelConfig config, TrainingConfig training) {
            SequenceClassifier model = SequenceClassifier.create((BertConfig) config, 0);
            return new Replica<>(model, model, training, Learner::classificationExample);
        }
    };

    abstract ModelConfig config(JsonNode json);

    abstract Replica<?> replica(ModelConfig config, TrainingConfig training);

    ModelConfig config(String json) {
        return config(Json.read(json, JsonNode.class));
    }

    /** For each parameter, whether weight decay applies to it. */
    boolean[] decayed(String configJson) {
        List<ParameterSpec> specs = config(configJson).parameters();
        boolean[] decayed = new boolean
                [Math.toIntExact(specs.stream().mapToLong(ParameterSpec::count).sum())];
        int offset = 0;
        for (ParameterSpec spec : specs) {
            int end = offset + Math.toIntExact(spec.count());
            java.util.Arrays.fill(decayed, offset, end, spec.decayed());
            offset = end;
        }
        return decayed;
    }

    private static TokenExample tokenExample(Example example) {
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
