package org.alignersquad.models.inspector;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.alignersquad.models.CheckpointException;
import org.alignersquad.models.Pair;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.bert.BertConfig;
import org.alignersquad.models.score.EncodedText;
import org.alignersquad.models.tokenizer.BpeTrainer;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestInspectors {
    private static final List<Pair> PAIRS =
            List.of(new Pair("How are you?", "Fine."), new Pair("How?", "Go away, [SEP]!"), new Pair("", ""));

    @TempDir
    private Path parent;

    private static InspectorCard card(InspectorKind kind, ObjectNode features) {
        ObjectNode training = JsonNodeFactory.instance.objectNode().put("rows", 7);
        return new InspectorCard(kind, "ethical", 0.4, new Calibration(2, -0.5), features, training);
    }

    @Test
    void linearScoresAreTheCalibratedSumAndSurviveSaving() {
        HashedNgrams ngrams = new HashedNgrams(10);
        float[] weight = new float[1024];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < weight.length; i++) weight[i] = (float) random.nextGaussian();
        LinearInspector inspector = LinearInspector.of(card(InspectorKind.LINEAR, ngrams.json()), weight, 0.25f);
        inspector.save(parent.resolve("linear"));
        try (Inspector loaded = Inspector.open(parent.resolve("linear"))) {
            assertThat(loaded.card()).isEqualTo(inspector.card());
            assertThat(loaded.score(PAIRS)).isEqualTo(inspector.score(PAIRS));
        }
        SparseFeatures features = ngrams.features(PAIRS.get(0));
        double logOdds = 0.25;
        for (int i = 0; i < features.indices().length; i++)
            logOdds += features.values()[i] * weight[features.indices()[i]];
        assertThat((double) inspector.score(PAIRS)[0])
                .isCloseTo(1 / (1 + Math.exp(-(logOdds / 2 - 0.5))), within(1e-6));
    }

    @Test
    void aCardSaysWhichLengthsWereMeasured() {
        ObjectNode training = JsonNodeFactory.instance.objectNode();
        training.putObject("figures").put("length_p01", 4).put("length_p99", 6);
        InspectorCard card = new InspectorCard(
                InspectorKind.LINEAR, "ethical", .5, Calibration.NONE, new HashedNgrams(10).json(), training);
        LengthRange measured = requireNonNull(card.measuredLengths());
        assertThat(List.of("abc", "abcd", "abcdef", "abcdefg"))
                .extracting(measured::holds)
                .containsExactly(false, true, true, false);
        assertThat(card(InspectorKind.LINEAR, new HashedNgrams(10).json()).measuredLengths())
                .isNull();
    }

    @Test
    void isotonicKnotsAreInterpolatedAndSurviveSaving() throws IOException {
        Calibration calibration = new Calibration(
                2, .5, List.of(new Calibration.Knot(-1, -3), new Calibration.Knot(0, 0), new Calibration.Knot(4, 1)));
        double[] odds = {-3, -1, -.5, 0, 2, 4, 6};
        double[] calibrated = {-4, -3, -1.5, 0, .5, 1, 2};
        for (int i = 0; i < odds.length; i++)
            assertThat(calibration.probability(odds[i]))
                    .as("at %s", odds[i])
                    .isCloseTo(1 / (1 + Math.exp(-calibrated[i])), within(1e-12));
        ObjectNode features = new HashedNgrams(10).json();
        InspectorCard card = new InspectorCard(
                InspectorKind.LINEAR, "ethical", .4, calibration, features, JsonNodeFactory.instance.objectNode());
        Path place = parent.resolve("isotonic");
        LinearInspector.of(card, new float[1024], 2).save(place);
        try (Inspector loaded = Inspector.open(place)) {
            assertThat(loaded.card()).isEqualTo(card);
            assertThat(loaded.score(PAIRS)).containsOnly((float) (1 / (1 + Math.exp(-.5))));
        }
        Path file = place.resolve(InspectorCard.FILE);
        Files.writeString(file, Files.readString(file).replace("4.0", "-4.0"));
        assertThatThrownBy(() -> Inspector.open(place))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("inspector.json: knots must rise, are: Knot[from=0.0, to=0.0], Knot[from=-4.0");
    }

    @Test
    void bertScoresAreTheCalibratedLogOddsAndSurviveSaving() {
        Tokenizer tokenizer = BpeTrainer.train(List.of("how are you fine"), 280, PairEncoding.SPECIAL_TOKENS);
        SequenceClassifier classifier = SequenceClassifier.create(BertConfig.of(280, 32, 16, 1, 2), 1);
        InspectorCard card = card(InspectorKind.BERT, JsonNodeFactory.instance.objectNode());
        BertInspector.save(parent.resolve("bert"), classifier, tokenizer, card);
        try (BertInspector inspector = BertInspector.of(card, classifier, tokenizer);
                Inspector loaded = Inspector.open(parent.resolve("bert"))) {
            assertThat(loaded.score(PAIRS)).isEqualTo(inspector.score(PAIRS));
            EncodedText text = new PairEncoding(tokenizer, 32).encode(PAIRS.get(1));
            float[] logits = classifier.logits(List.of(text.inputIds()), List.of(text.tokenTypeIds()))[0];
            assertThat((double) loaded.score(PAIRS)[1])
                    .isCloseTo(1 / (1 + Math.exp(-((logits[1] - logits[0]) / 2 - 0.5))), within(1e-6));
        }
    }

    @Test
    void pairsBecomeTwoSegmentsAndFit() {
        try (Tokenizer tokenizer = BpeTrainer.train(List.of("x"), 259, PairEncoding.SPECIAL_TOKENS)) {
            EncodedText text = new PairEncoding(tokenizer, 100).encode(new Pair("ab", "c"));
            int cls = tokenizer.specialId("[CLS]");
            int sep = tokenizer.specialId("[SEP]");
            int a = tokenizer.encode("a")[0];
            assertThat(text.inputIds()).containsExactly(cls, a, a + 1, sep, a + 2, sep);
            assertThat(text.tokenTypeIds()).containsExactly(0, 0, 0, 0, 1, 1);
            PairEncoding narrow = new PairEncoding(tokenizer, 13);
            assertThat(narrow.encode(new Pair("p".repeat(4), "r".repeat(99))).inputIds())
                    .hasSize(13);
            EncodedText both = narrow.encode(new Pair("p".repeat(99), "r".repeat(99)));
            assertThat(both.inputIds()).hasSize(13);
            assertThat(both.tokenTypeIds()).containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1);
            assertThat(narrow.encode(new Pair("p".repeat(99), "r")).inputIds()).hasSize(13);
        }
    }

    @Test
    void robertasTokensStandWhereRobertaWasTrainedWithThem() {
        List<String> special = List.of("<s>", "<pad>", "</s>");
        try (Tokenizer tokenizer = BpeTrainer.train(List.of("x"), 259, special)) {
            int[] a = tokenizer.encode("ab");
            int[] b = tokenizer.encode("c");
            EncodedText text = new PairEncoding(tokenizer, 100).encode(new Pair("ab", "c"));
            assertThat(text.inputIds()).containsExactly(0, a[0], a[1], 2, 2, b[0], 2);
            assertThat(text.tokenTypeIds()).containsExactly(0, 0, 0, 0, 0, 1, 1);
            assertThat(PairEncoding.roles(tokenizer)).containsEntry("pad_token", "<pad>");
        }
    }

    @Test
    void featuresAreSortedUnitVectorsThatSeeBothTexts() {
        HashedNgrams ngrams = new HashedNgrams(18);
        SparseFeatures features = ngrams.features(new Pair("Which Colour?", "Red, red and GREEN ßé."));
        assertThat(features.indices()).isSorted().doesNotHaveDuplicates();
        assertThat(features.indices().length).isEqualTo(features.values().length);
        assertThat(features.indices()[features.indices().length - 1]).isLessThan(1 << 18);
        double squares = 0;
        for (float value : features.values()) squares += (double) value * value;
        assertThat(squares).isCloseTo(1, within(1e-5));
        assertThat(ngrams.features(new Pair("Which Colour?", "red, red and green ßé."))
                        .indices())
                .as("case tells something")
                .isNotEqualTo(features.indices());
        assertThat(ngrams.features(new Pair("Red, red and GREEN ßé.", "Which Colour?"))
                        .indices())
                .isNotEqualTo(features.indices());
        assertThat(ngrams.features(new Pair("", "")).indices())
                .as("an empty pair has a shape")
                .isNotEmpty();
        assertThat(ngrams.features(new Pair("q ".repeat(500_000), "r ".repeat(500_000)))
                        .indices())
                .hasSizeLessThan(20_000);
    }

    @Test
    void aSkeletonKeepsTheFrameAndForgetsTheMatter() {
        PairView cats = PairView.of(new Pair("Do cats like water?", "No, cats don't like Venice in 1850."));
        PairView dogs = PairView.of(new Pair("Do dogs fear thunder?", "No, dogs don't fear Berlin in 1703."));
        assertThat(cats.skeleton())
                .isEqualTo(dogs.skeleton())
                .containsExactly("<s>", "no", ",", "<q>", "don't", "<q>", "<c>", "in", "<n>", ".", "</s>");
        assertThat(Shape.of(cats)).isEqualTo(Shape.of(dogs)).contains("negations2", "names1", "numbers1");
    }

    @Test
    void hashedFeaturesSpreadEvenly() {
        int[] buckets = new int[64];
        for (int i = 0; i < 64_000; i++) buckets[Hash.of(1, "word" + i) >>> 26]++;
        double chiSquare = 0;
        for (int count : buckets) chiSquare += Math.pow(count - 1000, 2) / 1000;
        assertThat(chiSquare).as("63 degrees of freedom, 99.9 %").isLessThan(104);
    }

    @Test
    void namesWhatIsWrongInTheCard() throws Exception {
        Path directory = Files.createDirectory(parent.resolve("bad"));
        ObjectNode json =
                card(InspectorKind.LINEAR, new HashedNgrams(10).json()).json();
        assertOpenFails(directory, json.deepCopy().put("kind", "svm"), "kind is 'svm', expected one of [linear, bert]");
        assertOpenFails(directory, json.deepCopy().put("threshold", 2), "threshold must be in [0, 1], is: 2.0");
        assertOpenFails(directory, json.deepCopy().put("label", "0 = misaligned"), "expected '1 = misaligned'");
        assertOpenFails(directory, json.deepCopy().put("shift", "x"), "shift is \"x\", expected a number");
    }

    @Test
    void weightsOfOtherFeaturesAreRefused() {
        ObjectNode old = JsonNodeFactory.instance.objectNode().put("hash_bits", 10);
        assertThatThrownBy(() -> HashedNgrams.of(old))
                .hasMessage("features.version is 1, expected 2; train the inspector again");
        assertThat(HashedNgrams.of(new HashedNgrams(10).json())).isEqualTo(new HashedNgrams(10));
    }

    private static void assertOpenFails(Path directory, ObjectNode json, String problem) throws Exception {
        Files.writeString(directory.resolve("inspector.json"), json.toString());
        assertThatThrownBy(() -> Inspector.open(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("Cannot open inspector " + directory)
                .hasMessageContaining(problem);
    }
}
