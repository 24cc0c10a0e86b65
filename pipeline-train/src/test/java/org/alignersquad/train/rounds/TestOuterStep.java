package org.alignersquad.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.gpt2.Gpt2Config;
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
            TrainingState state =
                    TrainingState.start(Floats.copyOf(shared.weights().flat(), 1000));
            Decayed decayed = new Decayed(MODEL.parameters());
            for (int step = 0; step < 5; step++) {
                oneStep.step(whole, 1e-2, 0);
                state.parameters().writeTo(shared.weights().flat());
                Contribution sum = contribution(gradients, whole.subList(0, 3), state)
                        .plus(contribution(gradients, whole.subList(3, 8), state));
                state = OuterStep.adamW(state, sum, CONFIG, 1e-2, decayed);
            }
            state.parameters().writeTo(shared.weights().flat());
            float[] expected = alone.parameters();
            assertThat(state.parameters().chunks()).hasSizeGreaterThan(3);
            float[] values = shared.parameters();
            for (int i = 0; i < expected.length; i++) assertThat(values[i]).isCloseTo(expected[i], within(2e-5f));
            assertThat(expected).isNotEqualTo(CausalLm.create(MODEL, 1).parameters());
        }
    }

    @Test
    void nesterovLooksAheadAlongItsVelocity() {
        TrainingState from = TrainingState.start(Floats.of(1));
        Contribution sum = new Contribution(2, Floats.of(4), Floats.of(0), Floats.of(0), 1, 1, 1);
        OuterRecipe with = new OuterRecipe(.5, .9);
        OuterStep.Moved first = OuterStep.nesterov(from, sum, 10, with, Floats.NONE);
        // d = 2, b = 2, 1 + .5 (2 + .9 * 2)
        assertThat(first.velocity().chunk(0)).containsExactly(2);
        assertThat(first.state().parameters().chunk(0)[0]).isCloseTo(2.9f, within(1e-6f));
        OuterStep.Moved second = OuterStep.nesterov(first.state(), sum, 10, with, first.velocity());
        // b = .9 * 2 + 2, 2.9 + .5 (2 + .9 * 3.8)
        assertThat(second.velocity().chunk(0)).containsExactly(3.8f);
        assertThat(second.state().parameters().chunk(0)[0]).isCloseTo(5.61f, within(1e-6f));
        assertThat(second.state().step()).isEqualTo(20);
        OuterStep.Moved plain = OuterStep.nesterov(from, sum, 10, new OuterRecipe(1, 0), Floats.NONE);
        assertThat(plain.state().parameters().chunk(0))
                .isEqualTo(OuterStep.average(from, sum, 10).parameters().chunk(0));
    }

    @Test
    void averageIsTheMeanOfMovementsAndMoments() {
        TrainingState from = new TrainingState(10, Floats.of(1, 2), Floats.of(0, 0), Floats.of(0, 0));
        Contribution a = new Contribution(1, Floats.of(2, 0), Floats.of(1, 1), Floats.of(4, 0), 5, 5, 5);
        Contribution b = new Contribution(1, Floats.of(4, -2), Floats.of(3, 1), Floats.of(0, 2), 5, 5, 5);
        TrainingState to = OuterStep.average(from, a.plus(b), 7);
        assertThat(to.parameters().chunk(0)).containsExactly(4, 1);
        assertThat(to.m().chunk(0)).containsExactly(2, 1);
        assertThat(to.v().chunk(0)).containsExactly(2, 1);
        assertThat(to.step()).isEqualTo(17);
    }

    private static Contribution contribution(
            TrainingStep<TokenExample> step, List<TokenExample> batch, TrainingState like) {
        double weight = step.weight(batch);
        double loss = step.accumulate(batch, 0);
        Floats sum = like.parameters().like(step.model().weights().flatGradients());
        step.model().weights().clearGradients();
        sum.scale((float) weight);
        return new Contribution(1, sum, Floats.NONE, Floats.NONE, weight, loss * weight, 0);
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
