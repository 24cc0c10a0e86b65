package org.alignersquad.models.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Compute;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.TinyModels;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.generate.GenerationConfig;
import org.alignersquad.models.generate.Generator;
import org.alignersquad.models.lora.LoraAdapter;
import org.alignersquad.models.lora.LoraConfig;
import org.alignersquad.models.train.ClassificationExample;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.Trainable;
import org.alignersquad.models.train.TrainingStep;
import org.junit.jupiter.api.Test;

class TestMemory {
    @Test
    void ownersAndTensorsStayConstantOverHundredsOfSteps() {
        int atFirst = Torch.live();
        try (CausalLm model = TinyModels.gpt2(5);
                TrainingStep<TokenExample> step = new TrainingStep<>(model, TinyModels.TRAINING)) {
            use(model, step, 5);
            int owners = Torch.live();
            int tensors = model.weights().live();
            use(model, step, 250);
            assertThat(Torch.live()).isEqualTo(owners);
            assertThat(model.weights().live()).isEqualTo(tensors);
        }
        assertThat(Torch.live()).as("all is given back").isEqualTo(atFirst);
    }

    @Test
    void adaptersClassifiersAndOtherWaysToComputeGiveBackWhatTheyTake() {
        int atFirst = Torch.live();
        LoraConfig lora = new LoraConfig(2, 4, 0.1, false, List.of("c_attn"), List.of("wte"));
        Compute frugal = Compute.CPU.withPrecision(Precision.BFLOAT16).withRecomputedActivations();
        try (CausalLm base = TinyModels.gpt2(5);
                LoraAdapter<TokenExample> adapter = LoraAdapter.create(base, lora, 1);
                CausalLm other = CausalLm.create(base.config(), 1, frugal);
                SequenceClassifier bert = TinyModels.bert(5)) {
            assertFlat(adapter, texts());
            assertFlat(other, texts());
            assertFlat(bert, labelled());
            int tensors = base.weights().live();
            adapter.mergedTensors();
            adapter.merge();
            assertThat(base.weights().live()).isEqualTo(tensors);
        }
        assertThat(Torch.live()).as("all is given back").isEqualTo(atFirst);
    }

    private static <E> void assertFlat(Trainable<E> model, List<E> examples) {
        try (TrainingStep<E> step = new TrainingStep<>(model, TinyModels.TRAINING)) {
            train(step, examples, 5);
            int owners = Torch.live();
            int tensors = model.weights().live();
            train(step, examples, 60);
            assertThat(Torch.live()).isEqualTo(owners);
            assertThat(model.weights().live()).isEqualTo(tensors);
        }
    }

    private static <E> void train(TrainingStep<E> step, List<E> examples, int times) {
        for (int i = 0; i < times; i++) {
            step.step(examples, 1e-3, i);
            step.gradient(examples, i);
            step.loss(examples);
            step.restore(step.state());
        }
    }

    private static List<TokenExample> texts() {
        return IntStream.range(0, 6)
                .mapToObj(i -> TinyModels.ids(i, 5 + i, 53))
                .map(ids -> new TokenExample(ids, ids))
                .toList();
    }

    private static List<ClassificationExample> labelled() {
        return texts().stream()
                .map(text -> new ClassificationExample(text.inputIds(), new int[text.inputIds().length], 1, 1))
                .toList();
    }

    private static void use(CausalLm model, TrainingStep<TokenExample> step, int times) {
        List<int[]> texts = IntStream.range(0, 6)
                .mapToObj(i -> TinyModels.ids(i, 5 + i, 53))
                .toList();
        List<TokenExample> examples =
                texts.stream().map(ids -> new TokenExample(ids, ids)).toList();
        for (int i = 0; i < times; i++) {
            step.step(examples, 1e-3, i);
            step.loss(examples);
            try (FrozenModel<DecoderConfig> frozen = model.freeze()) {
                Generator.of(frozen, GenerationConfig.greedy(Set.of(1), 4), 4096)
                        .generate(texts);
            }
            model.parameters(model.parameters());
        }
    }
}
