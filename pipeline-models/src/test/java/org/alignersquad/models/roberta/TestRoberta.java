package org.alignersquad.models.roberta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.models.Architectures;
import org.alignersquad.models.Oracle;
import org.alignersquad.models.Proofs;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.bert.EncoderShape;
import org.alignersquad.models.bert.TestBert;
import org.junit.jupiter.api.Test;

class TestRoberta {
    private static final RobertaConfig CONFIG =
            new RobertaConfig(new EncoderShape(53, 42, 1, 24, 2, 3, 40, "gelu", 1e-5, 0.02, 3), 1);

    @Test
    void equalsPlainArithmetic() {
        Proofs.encoder(CONFIG, 17, (at, ids, types) -> logits(at, CONFIG, ids, types));
    }

    private static double[] logits(Oracle at, RobertaConfig config, int[] ids, int[] types) {
        // positions count from the one after the padding token's
        int[] positions = IntStream.range(0, ids.length)
                .map(t -> t + config.padTokenId() + 1)
                .toArray();
        double[][] x = TestBert.encode(at, config.shape(), "roberta.", ids, positions, types);
        double[][] h = at.linear(new double[][] {x[0]}, "classifier.dense");
        return at.linear(Oracle.map(h, Math::tanh), "classifier.out_proj")[0];
    }

    @Test
    void takesNoMoreTokensThanPositionsAreLeft() {
        assertThat(CONFIG.maxPositions()).isEqualTo(40);
    }

    @Test
    void tokenTypesOfPairsAreOneType() {
        try (SequenceClassifier model = SequenceClassifier.create(CONFIG, 1)) {
            int[] ids = {5, 6, 7};
            assertThat(model.logits(List.of(ids), List.of(new int[] {0, 1, 1})))
                    .isDeepEqualTo(model.logits(List.of(ids), List.of(new int[3])));
        }
    }

    @Test
    void configSurvivesJson() {
        assertThat(Architectures.read("config.json", CONFIG.json())).isEqualTo(CONFIG);
    }
}
