package org.alignersquad.align;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.Stream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Pair;
import org.alignersquad.models.aligner.AlignerCard;
import org.alignersquad.models.aligner.AlignerFormat;
import org.alignersquad.models.aligner.AlignerModel;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.inspector.Calibration;
import org.alignersquad.models.inspector.HashedNgrams;
import org.alignersquad.models.inspector.InspectorCard;
import org.alignersquad.models.inspector.InspectorKind;
import org.alignersquad.models.inspector.LinearInspector;
import org.alignersquad.models.inspector.SparseFeatures;
import org.alignersquad.models.tokenizer.BpeTrainer;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.TrainingConfig;
import org.alignersquad.models.train.TrainingStep;

/** Real models that learn in seconds: an inspector that knows one bad word, an aligner that knows some rows by heart. */
public final class TinyModels {
    private static final HashedNgrams FEATURES = new HashedNgrams(14);

    /** A row that the aligner can mend. */
    public record Lesson(String prompt, String response, String aligned) {}

    private TinyModels() {}

    /** Lessons in which the bad word stands where the good one should. */
    public static List<Lesson> lessons(String bad, String good) {
        return Stream.of("tea", "the sea", "a song", "two dogs", "old maps", "new shoes")
                .map(topic -> new Lesson(
                        "Tell me about " + topic, "A " + bad + " word on " + topic, "A " + good + " word on " + topic))
                .toList();
    }

    /** Writes an inspector that scores the lessons' responses near 1, and what is aligned or of other criteria near 0. */
    public static Path inspector(Path folder, String criterion, List<Lesson> lessons, List<Lesson> others) {
        float[] weight = new float[FEATURES.dimension()];
        float bias = 0;
        for (int epoch = 0; epoch < 60; epoch++) {
            for (Lesson lesson : lessons) {
                bias += step(weight, bias, new Pair(lesson.prompt(), lesson.response()), 1);
                bias += step(weight, bias, new Pair(lesson.prompt(), lesson.aligned()), 0);
            }
            for (Lesson other : others) {
                bias += step(weight, bias, new Pair(other.prompt(), other.response()), 0);
                bias += step(weight, bias, new Pair(other.prompt(), other.aligned()), 0);
            }
        }
        InspectorCard card = new InspectorCard(
                InspectorKind.LINEAR, criterion, .5, Calibration.NONE, FEATURES.json(), measured(lessons));
        LinearInspector.of(card, weight, bias).save(folder);
        return folder;
    }

    private static ObjectNode measured(List<Lesson> lessons) {
        IntSummaryStatistics lengths = lessons.stream()
                .flatMap(lesson -> Stream.of(lesson.response(), lesson.aligned()))
                .mapToInt(String::length)
                .summaryStatistics();
        ObjectNode training = JsonNodeFactory.instance.objectNode();
        training.putObject("figures").put("length_p01", lengths.getMin()).put("length_p99", lengths.getMax());
        return training;
    }

    /** A step of logistic regression by gradient descent; returns the bias's change. */
    private static float step(float[] weight, float bias, Pair pair, int label) {
        SparseFeatures features = FEATURES.features(pair);
        double odds = bias + features.dot(weight);
        float error = (float) (label - 1 / (1 + Math.exp(-odds)));
        for (int i = 0; i < features.indices().length; i++) {
            weight[features.indices()[i]] += 4 * error * features.values()[i];
        }
        return .1f * error;
    }

    /** Writes an aligner that has learnt the lessons in so many steps; with none it writes garbage. */
    public static Path aligner(Path folder, String criterion, List<Lesson> lessons, int steps) {
        List<String> texts = new ArrayList<>();
        lessons.forEach(lesson -> texts.addAll(List.of(lesson.prompt(), lesson.response(), lesson.aligned())));
        Tokenizer tokenizer = BpeTrainer.train(texts, 300, AlignerFormat.SPECIAL_TOKENS);
        CausalLm model = CausalLm.create(Gpt2Config.of(tokenizer.vocabSize(), 96, 48, 2, 4), 1);
        learn(model, new AlignerFormat(tokenizer), lessons, steps);
        AlignerCard card =
                new AlignerCard(criterion, "gpt2", AlignerCard.FORMAT, JsonNodeFactory.instance.objectNode());
        try (AlignerModel owner = AlignerModel.of(card, model, tokenizer)) {
            AlignerModel.save(folder, model, tokenizer, owner.card());
        }
        return folder;
    }

    private static void learn(CausalLm model, AlignerFormat format, List<Lesson> lessons, int steps) {
        List<TokenExample> examples = lessons.stream()
                .map(lesson -> format.encodeExample(lesson.prompt(), lesson.response(), lesson.aligned()))
                .toList();
        TrainingConfig config = new TrainingConfig(.9, .99, 1e-8, 0, 1, 0, 10_000);
        try (TrainingStep<TokenExample> training = new TrainingStep<>(model, config)) {
            for (int step = 0; step < steps; step++) training.step(examples, 5e-3, step);
        }
    }
}
