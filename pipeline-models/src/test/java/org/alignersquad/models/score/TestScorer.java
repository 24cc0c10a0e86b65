package org.alignersquad.models.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.TinyModels;
import org.alignersquad.models.architecture.EncoderConfig;
import org.junit.jupiter.api.Test;

class TestScorer {
    @Test
    void scoresDoNotDependOnTheBatchOrItsPadding() {
        List<EncodedText> texts = IntStream.range(0, 50)
                .mapToObj(i -> new EncodedText(
                        TinyModels.ids(i, 1 + i * 7 % 33, 53), TinyModels.ids(i + 100, 1 + i * 7 % 33, 2)))
                .toList();
        try (SequenceClassifier model = TinyModels.bert(3);
                FrozenModel<EncoderConfig> frozen = model.freeze()) {
            float[] together = new Scorer(frozen, 100_000).probabilities(texts);
            float[] apart = new Scorer(frozen, 1).probabilities(texts);
            assertThat(apart).as("to the last bit").isEqualTo(together);
            for (int i = 0; i < 50; i++) {
                EncodedText text = texts.get(i);
                float[] logits = model.logits(List.of(text.inputIds()), List.of(text.tokenTypeIds()))[0];
                double expected = Math.exp(logits[1]) / (Math.exp(logits[0]) + Math.exp(logits[1]));
                assertThat((double) together[i]).isCloseTo(expected, within(1e-5));
            }
            assertThat(together[0]).isNotCloseTo(together[1], within(1e-4f));
        }
    }
}
