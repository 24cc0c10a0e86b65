package org.alignersquad.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import org.alignersquad.models.tokenizer.BpeTrainer;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.models.tokenizer.WordPieceTrainer;

/** Megabytes of text per second that tokenizers are trained from, against {@link PlainBytePairs}, in turn in one run. */
public final class TokenizerTraining {
    private TokenizerTraining() {}

    /** Arguments: a text file with a text per line, vocabulary, rounds. */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) throw new IllegalArgumentException("Usage: TokenizerTraining FILE VOCABULARY ROUNDS");
        List<String> lines = Files.readAllLines(Path.of(args[0]));
        int vocabulary = Integer.parseInt(args[1]);
        int rounds = Integer.parseInt(args[2]);
        double megabytes = 0;
        for (String line : lines) megabytes += line.getBytes(StandardCharsets.UTF_8).length / 1e6;
        double[] plain = new double[rounds];
        double[] bytePairs = new double[rounds];
        double[] wordPieces = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            plain[round] = seconds(lines, texts -> PlainBytePairs.learn(texts, vocabulary - 256));
            bytePairs[round] = seconds(lines, texts -> size(BpeTrainer.train(texts, vocabulary, List.of())));
            wordPieces[round] = seconds(lines, texts -> size(WordPieceTrainer.train(texts, vocabulary)));
        }
        System.out.printf("%.1f MB, vocabulary %d, median of %d rounds%n", megabytes, vocabulary, rounds);
        print("plain byte pairs (baseline)", megabytes, plain, plain);
        print("BpeTrainer", megabytes, bytePairs, plain);
        print("WordPieceTrainer", megabytes, wordPieces, plain);
    }

    private static int size(Tokenizer tokenizer) {
        try (tokenizer) {
            return tokenizer.vocabSize();
        }
    }

    private static double seconds(List<String> lines, ToIntFunction<List<String>> training) {
        long start = System.nanoTime();
        if (training.applyAsInt(lines) == 0) throw new IllegalStateException("Nothing was learned");
        return (System.nanoTime() - start) / 1e9;
    }

    private static void print(String name, double megabytes, double[] seconds, double[] baseline) {
        System.out.printf(
                "%-28s %6.2f MB/s, ratio %.1f%n",
                name, megabytes / median(seconds), median(baseline) / median(seconds));
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }
}
