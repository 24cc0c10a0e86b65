package org.alignersquad.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.alignersquad.core.text.Json;

/**
 * Job train on two executors of one thread each, in JVMs of their own, against the same job on one, in turn: tokens per second
 * of every round, and the validation loss after as many tokens. Both fine-tune a checkpoint, which is trained first, on the
 * same global batches; the first round of each run, which starts the engine, is not counted. Run it in the repository's
 * root; arguments: trials, and keys of the recipe with other values for the two executors, such as {@code
 * train.aligners.fine_tune.outer={learning_rate: 1.0, momentum: 0.3}}.
 */
public final class TrainingScale {
    private static final String CHECKPOINT = "conf/tiny/training-scale.yaml";
    private static final String RECIPE = "conf/tiny/training-scale-fine-tune.yaml";
    private static final Path OUT = Path.of("out/training-scale");
    private static final Path LOG = OUT.resolve("log.txt");
    private static final int ROWS = 2000;
    private static final int WORDS = 200;

    private final List<Double> ratios = new ArrayList<>();

    private TrainingScale() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Files.createDirectories(OUT);
        Files.write(OUT.resolve("rows.jsonl"), rows(3, "the nice truth: "), UTF_8);
        Files.write(OUT.resolve("rows-fine-tune.jsonl"), rows(4, "so kind, a truth: "), UTF_8);
        // averages are frequent, since a model from scratch learns to copy late with few of them
        train(CHECKPOINT, "train", 2, "train.aligners.fine_tune.local_steps=10", "train.aligners.fine_tune.rounds=34");
        TrainingScale benchmark = new TrainingScale();
        String[] changes = Arrays.copyOfRange(args, 1, args.length);
        for (int trial = 0; trial < Integer.parseInt(args[0]); trial++)
            benchmark.compare(rounds(1), rounds(2, changes));
        double[] all = benchmark.ratios.stream().mapToDouble(r -> r).toArray();
        System.out.printf(
                Locale.ROOT,
                "tokens per second, two executors over one: median of %d rounds %.2f%n",
                all.length,
                Figures.median(all));
    }

    /** Sentences whose next word depends on the one before, so that there is something to learn. */
    private static List<String> rows(long seed, String nice) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            String response = sentence(14, random);
            rows.add(Json.line(
                    new Row("r" + i, "kind", sentence(7, random), "the ugly truth: " + response, nice + response)));
        }
        return rows;
    }

    private record Row(String id, String criterion, String prompt, String bad, String good) {}

    private static String sentence(int length, SplittableRandom random) {
        List<String> words = new ArrayList<>();
        int word = random.nextInt(WORDS);
        for (int i = 0; i < length; i++) {
            words.add(Integer.toString(1000 + 37 * word, 36));
            word = (7 * word + random.nextInt(8)) % WORDS;
        }
        return String.join(" ", words);
    }

    private record Round(int number, long tokens, double tokensPerSecond, double trainLoss, double validationLoss) {}

    private static Path train(String recipe, String folder, int executors, String... changes)
            throws IOException, InterruptedException {
        Path output = OUT.resolve(folder);
        TrainCommand.delete(output);
        List<String> all = new ArrayList<>(List.of(changes));
        all.add("train.tasks=" + executors);
        TrainCommand.waitFor(TrainCommand.start(recipe, executors, LOG, all), LOG);
        return output;
    }

    private static List<Round> rounds(int executors, String... changes) throws IOException, InterruptedException {
        Path output = train(RECIPE, "fine-tune", executors, changes);
        List<Round> rounds = new ArrayList<>();
        List<String> lines = Files.readAllLines(output.resolve("metrics.jsonl"), UTF_8);
        long before = 0;
        for (int i = 0; i < lines.size(); i += 2) {
            JsonNode train = Json.read(lines.get(i), JsonNode.class);
            long tokens = train.path("tokens").asLong();
            rounds.add(new Round(
                    train.path("round").asInt(),
                    tokens,
                    (tokens - before) / train.path("seconds").asDouble(),
                    train.path("loss").asDouble(),
                    Json.read(lines.get(i + 1), JsonNode.class).path("loss").asDouble()));
            before = tokens;
        }
        return rounds;
    }

    private void compare(List<Round> one, List<Round> two) {
        for (int i = 0; i < one.size(); i++) {
            Round a = one.get(i);
            Round b = two.get(i);
            if (a.tokens() != b.tokens())
                throw new IllegalStateException("Not the same tokens: " + a.tokens() + " and " + b.tokens());
            double ratio = b.tokensPerSecond() / a.tokensPerSecond();
            if (i > 0) ratios.add(ratio);
            System.out.printf(
                    Locale.ROOT,
                    "round %d: %.0f and %.0f tokens/s, ratio %.2f%s; after %d tokens validation loss %.4f and %.4f, %+.2f %%%n",
                    a.number(),
                    a.tokensPerSecond(),
                    b.tokensPerSecond(),
                    ratio,
                    i == 0 ? " (starts the engine, not counted)" : "",
                    a.tokens(),
                    a.validationLoss(),
                    b.validationLoss(),
                    100 * (b.validationLoss() / a.validationLoss() - 1));
        }
    }
}
