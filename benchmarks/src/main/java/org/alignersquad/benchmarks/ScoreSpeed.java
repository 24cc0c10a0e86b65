package org.alignersquad.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.bert.BertConfig;
import org.alignersquad.models.engine.Torch;
import org.alignersquad.models.score.EncodedText;
import org.alignersquad.models.score.Scorer;

/**
 * Texts per second through a classifier of BERT-base's shape (32-bit floats), against eager PyTorch and against ONNX
 * Runtime's Java API with the same weights and the same batches, in turn in one run. Arguments: threads, rows, tokens of a
 * text, rounds.
 */
public final class ScoreSpeed {
    private final int rows;
    private final int tokens;
    private final List<EncodedText> texts;
    private final Scorer scorer;
    private final EagerPyTorch python;
    private final OrtSession session;

    private ScoreSpeed(
            FrozenModel<EncoderConfig> model, EagerPyTorch python, OrtSession session, int rows, int tokens) {
        this.rows = rows;
        this.tokens = tokens;
        this.python = python;
        this.session = session;
        texts = IntStream.range(0, rows)
                .mapToObj(row -> Figures.ids(row, tokens, model.config().vocabSize()))
                .map(ids -> new EncodedText(ids, new int[ids.length]))
                .toList();
        scorer = new Scorer(model, rows * tokens);
    }

    public static void main(String[] args) throws IOException, OrtException {
        int threads = Integer.parseInt(args[0]);
        Torch.threads(threads);
        try (SequenceClassifier model = SequenceClassifier.create(BertConfig.of(30522, 512, 768, 12, 12), 1);
                FrozenModel<EncoderConfig> frozen = model.freeze();
                EagerPyTorch python = new EagerPyTorch(Figures.save(model), threads)) {
            Path onnx = Files.createTempDirectory("benchmark").resolve("model.onnx");
            python.ask("onnx " + onnx);
            try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
                    OrtSession.SessionOptions options = options(threads);
                    OrtSession session = environment.createSession(onnx.toString(), options)) {
                new ScoreSpeed(frozen, python, session, Integer.parseInt(args[1]), Integer.parseInt(args[2]))
                        .compare(Integer.parseInt(args[3]));
            } finally {
                Files.delete(onnx);
            }
        }
    }

    private static OrtSession.SessionOptions options(int threads) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        return options;
    }

    private void compare(int rounds) throws IOException, OrtException {
        double[] eagerRatios = new double[rounds];
        double[] onnxRatios = new double[rounds];
        warmUp();
        for (int i = 0; i < rounds; i++) {
            double ours = seconds();
            double eager = python.ask("score " + rows + " " + tokens).seconds();
            double onnx = onnxSeconds();
            eagerRatios[i] = eager / ours;
            onnxRatios[i] = onnx / ours;
            System.out.printf(
                    Locale.ROOT,
                    "round %d: %.2f texts/s, eager PyTorch %.2f, ONNX Runtime %.2f%n",
                    i,
                    rows / ours,
                    rows / eager,
                    rows / onnx);
        }
        System.out.printf(
                Locale.ROOT,
                "%d texts of %d tokens, ratio, median of %d rounds: to eager PyTorch %.2f, to ONNX Runtime %.2f%n",
                rows,
                tokens,
                rounds,
                Figures.median(eagerRatios),
                Figures.median(onnxRatios));
    }

    /** Also shows that all three compute the same. */
    private void warmUp() throws IOException, OrtException {
        System.out.println("scores of the first text: " + Arrays.toString(scorer.logits(texts)[0])
                + ", eager PyTorch "
                + Arrays.toString(python.ask("score " + rows + " " + tokens).shown())
                + ", ONNX Runtime " + Arrays.toString(onnx()[0]));
    }

    private double seconds() {
        return Figures.seconds(() -> scorer.logits(texts));
    }

    private double onnxSeconds() throws OrtException {
        long start = System.nanoTime();
        onnx();
        return (System.nanoTime() - start) * 1e-9;
    }

    private float[][] onnx() throws OrtException {
        long[][] ids = texts.stream()
                .map(text -> Arrays.stream(text.inputIds()).asLongStream().toArray())
                .toArray(long[][]::new);
        float[][] mask = new float[rows][tokens];
        for (float[] row : mask) Arrays.fill(row, 1);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, ids);
                OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask);
                OrtSession.Result result = session.run(Map.of("ids", idTensor, "mask", maskTensor))) {
            return (float[][]) result.get(0).getValue();
        }
    }
}
