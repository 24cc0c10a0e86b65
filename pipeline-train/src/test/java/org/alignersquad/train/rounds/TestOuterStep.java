package org.alignersquad.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.train.AdamWState;
import org.alignersquad.models.train.Gradient;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.TrainingConfig;
import org.alignersquad.models.train.TrainingStep;
import org.junit.jupiter.api.Test;

class TestOuterStep {
    private static final TrainingConfig CONFIG = new TrainingConfig(.9, .98, 1e-8, .1, .5, 0, 4096);
    private static final Gpt2Config MODEL = Gpt2Config.of(40, 16, 16, 1, 2);

    @Test
    void aSharedStepEqualsTheEnginesStepOnTheWholeBatch() {
        List<TokenExample> whole =
                IntStream.range(0, 8).mapToObj(TestOuterStep::text).toList();
        try (CausalLm alone = CausalLm.create(MODEL, 1);
                CausalLm shared = CausalLm.create(MODEL, 1);
                TrainingStep<TokenExample> oneStep = new TrainingStep<>(alone, CONFIG);
                TrainingStep<TokenExample> gradients = new TrainingStep<>(shared, CONFIG)) {
            TrainingState state = TrainingState.start(shared.parameters());
            boolean[] decayed = TrainingTask.decayed(MODEL.parameters());
            for (int step = 0; step < 5; step++) {
                oneStep.step(whole, 1e-2, 0);
                shared.parameters(state.parameters());
                Contribution sum =
                        contribution(gradients, whole.subList(0, 3)).plus(contribution(gradients, whole.subList(3, 8)));
                state = OuterStep.adamW(state, sum, CONFIG, 1e-2, decayed);
            }
            float[] expected = alone.parameters();
            for (int i = 0; i < expected.length; i++)
                assertThat(state.parameters()[i]).isCloseTo(expected[i], within(2e-5f));
            assertThat(expected).isNotEqualTo(CausalLm.create(MODEL, 1).parameters());
        }
    }

    @Test
    void nesterovLooksAheadAlongItsVelocity() {
        TrainingState from = new TrainingState(new float[] {1}, new AdamWState(0, new float[1], new float[1]));
        Contribution sum = new Contribution(2, new float[] {4}, new float[1], new float[1], 1, 1, 1);
        OuterRecipe with = new OuterRecipe(.5, .9);
        OuterStep.Moved first = OuterStep.nesterov(from, sum, 10, with, new float[0]);
        // d = 2, b = 2, 1 + .5 (2 + .9 * 2)
        assertThat(first.velocity()).containsExactly(2);
        assertThat(first.state().parameters()[0]).isCloseTo(2.9f, within(1e-6f));
        OuterStep.Moved second = OuterStep.nesterov(first.state(), sum, 10, with, first.velocity());
        // b = .9 * 2 + 2, 2.9 + .5 (2 + .9 * 3.8)
        assertThat(second.velocity()).containsExactly(3.8f);
        assertThat(second.state().parameters()[0]).isCloseTo(5.61f, within(1e-6f));
        assertThat(second.state().optimizer().step()).isEqualTo(20);
        OuterStep.Moved plain = OuterStep.nesterov(from, sum, 10, new OuterRecipe(1, 0), new float[0]);
        assertThat(plain.state().parameters())
                .isEqualTo(OuterStep.average(from, sum, 10).parameters());
    }

    @Test
    void averageIsTheMeanOfMovementsAndMoments() {
        TrainingState from = new TrainingState(new float[] {1, 2}, new AdamWState(10, new float[2], new float[2]));
        Contribution a = new Contribution(1, new float[] {2, 0}, new float[] {1, 1}, new float[] {4, 0}, 5, 5, 5);
        Contribution b = new Contribution(1, new float[] {4, -2}, new float[] {3, 1}, new float[] {0, 2}, 5, 5, 5);
        TrainingState to = OuterStep.average(from, a.plus(b), 7);
        assertThat(to.parameters()).containsExactly(4, 1);
        assertThat(to.optimizer().m()).containsExactly(2, 1);
        assertThat(to.optimizer().v()).containsExactly(2, 1);
        assertThat(to.optimizer().step()).isEqualTo(17);
    }

    private static Contribution contribution(TrainingStep<TokenExample> step, List<TokenExample> batch) {
        Gradient gradient = step.gradient(batch, 0);
        float[] sum = gradient.values();
        for (int i = 0; i < sum.length; i++) sum[i] *= (float) gradient.weight();
        return new Contribution(
                1, sum, new float[0], new float[0], gradient.weight(), gradient.loss() * gradient.weight(), 0);
    }

    private static TokenExample text(int seed) {
        int[] ids = IntStream.range(0, 6 + seed)
                .map(i -> (7 * i + seed * seed) % 40)
                .toArray();
        int[] labels = ids.clone();
        Arrays.fill(labels, 0, 2, TokenExample.IGNORED);
        return new TokenExample(ids, labels);
    }
}
