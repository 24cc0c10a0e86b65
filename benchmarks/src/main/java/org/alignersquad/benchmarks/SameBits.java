package org.alignersquad.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Trains an aligner and a BERT inspector on two executors in JVMs of their own, once undisturbed and then with executors
 * and the driver killed by SIGKILL at random moments, and compares the SHA-256 of the models. A killed driver is started
 * again with the same command. Exit code 1 where a bit differs. Run it in the repository's root; arguments: trials, seed.
 */
public final class SameBits {
    private static final Path OUT = Path.of("out/same-bits");
    private static final Path TRAIN = OUT.resolve("train");
    private static final List<String> MODELS =
            List.of("inspectors/kind-bert/model.safetensors", "aligners/kind/model.safetensors");
    private static final int KILLS_PER_TRIAL = 2;

    private final SplittableRandom random;
    private double wholeSeconds;
    private int executorKills;
    private int driverKills;

    private SameBits(long seed) {
        random = new SplittableRandom(seed);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int trials = Integer.parseInt(args[0]);
        SameBits benchmark = new SameBits(Long.parseLong(args[1]));
        writeRows();
        List<String> whole = benchmark.undisturbed();
        int equal = 0;
        for (int i = 1; i <= trials; i++) {
            List<String> hashes = benchmark.disturbed();
            if (hashes.equals(whole)) equal++;
            System.out.printf("trial %d of %d: %s%n", i, trials, hashes.equals(whole) ? "the same bits" : hashes);
        }
        System.out.printf(
                Locale.ROOT,
                "%d of %d trials ended with the same bits as the undisturbed run; %d executors and %d drivers killed%n",
                equal,
                trials,
                benchmark.executorKills,
                benchmark.driverKills);
        System.exit(equal == trials ? 0 : 1);
    }

    private static void writeRows() throws IOException {
        SplittableRandom words = new SplittableRandom(3);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            String thing = Long.toString(words.nextLong(46_656), 36);
            String start = "{\"id\": \"r" + i + "\", \"criterion\": \"kind\", \"prompt\": \"what of " + thing + "?\"";
            String rest = " of " + thing + " is here\"";
            lines.add(start + ", \"bad\": \"the ugly one" + rest + ", \"good\": \"the nice one" + rest + "}");
        }
        Files.createDirectories(OUT);
        Files.write(OUT.resolve("rows.jsonl"), lines, UTF_8);
    }

    private List<String> undisturbed() throws IOException, InterruptedException {
        TrainCommand.delete(TRAIN);
        long start = System.nanoTime();
        Process process = start();
        TrainCommand.waitFor(process, log());
        wholeSeconds = (System.nanoTime() - start) * 1e-9;
        System.out.printf(Locale.ROOT, "undisturbed: %.0f s, %s%n", wholeSeconds, hashes());
        return hashes();
    }

    private List<String> disturbed() throws IOException, InterruptedException {
        TrainCommand.delete(TRAIN);
        Process process = start();
        for (int i = 0; i < KILLS_PER_TRIAL; i++) {
            long pause = (long) (1000 * wholeSeconds * (.15 + .5 * random.nextDouble()));
            if (process.waitFor(pause, TimeUnit.MILLISECONDS)) break;
            if (random.nextBoolean()) killExecutor(process);
            else process = killDriver(process);
        }
        TrainCommand.waitFor(process, log());
        return hashes();
    }

    private void killExecutor(Process process) {
        List<ProcessHandle> executors =
                process.descendants().filter(SameBits::isExecutor).toList();
        if (executors.isEmpty()) return;
        executors.get(random.nextInt(executors.size())).destroyForcibly();
        executorKills++;
    }

    private static boolean isExecutor(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend");
    }

    /** The command again. The driver is the process itself: the scripts replace themselves by it. */
    private Process killDriver(Process process) throws IOException, InterruptedException {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly().waitFor();
        driverKills++;
        // executors end by themselves where their driver is gone; the next run must not wait for that
        all.forEach(ProcessHandle::destroyForcibly);
        return start();
    }

    private static Process start() throws IOException {
        return TrainCommand.start("conf/tiny/same-bits.yaml", 2, log(), List.of());
    }

    private static Path log() {
        return OUT.resolve("log.txt");
    }

    private static List<String> hashes() throws IOException {
        List<String> hashes = new ArrayList<>();
        for (String model : MODELS) hashes.add(sha256(Files.readAllBytes(TRAIN.resolve(model))));
        return hashes;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
