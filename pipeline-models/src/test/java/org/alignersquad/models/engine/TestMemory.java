package org.alignersquad.models.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.TinyModels;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.generate.GenerationConfig;
import org.alignersquad.models.generate.Generator;
import org.alignersquad.models.train.TokenExample;
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
