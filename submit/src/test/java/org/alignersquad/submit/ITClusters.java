package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The smoke recipe on real cluster managers on loopback: each ends well, with the triples of a run in one process. */
class ITClusters {
    private static final List<String> SMALL = List.of(
            "--driver-memory", "1g", "--executor-memory", "1500m", "--executor-cores", "1", "--num-executors", "2");

    @TempDir
    static Path folder;

    private static Map<String, String> expected;

    @BeforeAll
    static void runInOneProcess() throws Exception {
        Path root = folder.resolve("local");
        CommandLineRun run = run("synth", "local", CommandLineRun.ONE_JVM, Map.of(), root.toString());
        assertThat(run.exit()).as(run.output()).isZero();
        expected = triples(root);
        assertThat(expected).hasSizeGreaterThan(100);
    }

    private static CommandLineRun run(String name, List<String> spark, Map<String, String> environment, String root)
            throws Exception {
        return run("pipeline", name, spark, environment, root);
    }

    private static CommandLineRun run(
            String job, String name, List<String> spark, Map<String, String> environment, String root)
            throws Exception {
        Path repository = CommandLineRun.root();
        return CommandLineRun.of(
                folder.resolve(name + ".log"),
                spark,
                environment,
                job,
                repository.resolve("conf/tiny/smoke.yaml").toString(),
                "variables.root=" + root,
                "variables.conf=" + repository.resolve("conf"),
                "variables.dump=" + repository.resolve("conf/tiny/smoke-dump.jsonl"));
    }

    /** Answers by id. */
    private static Map<String, String> triples(Path root) throws IOException {
        Map<String, String> triples = new TreeMap<>();
        try (var files = Files.walk(root.resolve("synth/triples"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".parquet")).toList()) read(file, triples);
        }
        return triples;
    }

    private static void read(Path file, Map<String, String> triples) throws IOException {
        try (ParquetReader<Group> reader = ParquetReader.builder(
                        new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
                .withConf(new Configuration())
                .build()) {
            for (Group row = reader.read(); row != null; row = reader.read())
                triples.put(
                        row.getString("id", 0),
                        row.getString("initial_response", 0) + " -> " + row.getString("aligned_response", 0));
        }
    }

    private static void everyJobEndedWell(Path root) throws IOException {
        for (String job : List.of("synth", "train", "align", "evaluate", "report")) {
            JsonNode run =
                    new ObjectMapper().readTree(root.resolve(job + "/run.json").toFile());
            assertThat(run.path("exit").asText()).as(job).isEqualTo("DONE");
        }
    }

    private static List<String> with(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(SMALL);
        return all;
    }

    /** Job synth alone: the other jobs run on executors as in cluster mode. */
    @Test
    void standaloneClientMode() throws Exception {
        Path work = Files.createDirectories(folder.resolve("standalone"));
        try (Cluster cluster = Cluster.standalone(work, freePort())) {
            Path root = work.resolve("out");
            CommandLineRun run =
                    run("synth", "standalone-client", with("--master", cluster.ready()), Map.of(), root.toString());
            assertThat(run.exit()).as(run.output()).isZero();
            assertThat(triples(root)).isEqualTo(expected);
        }
    }

    @Test
    void standaloneClusterMode() throws Exception {
        Path work = Files.createDirectories(folder.resolve("standalone-cluster"));
        try (Cluster cluster = Cluster.standalone(work, freePort())) {
            Path root = work.resolve("out");
            List<String> spark = with(
                    "--master", cluster.ready(), "--deploy-mode", "cluster", "--driver-java-options", moduleOptions());
            CommandLineRun run = run("standalone-cluster", spark, Map.of(), root.toString());
            assertThat(run.exit()).as(run.output()).isZero();
            // the launcher does not wait for the driver here
            waitFor(root.resolve("report/run.json"));
            everyJobEndedWell(root);
            assertThat(triples(root)).isEqualTo(expected);
        }
    }

    /**
     * One executor with two cores and one GPU: tasks that compute with models have it one after the other, in training and in
     * aligning; other stages use both cores.
     */
    @Test
    void oneTaskPerDevice() throws Exception {
        String[] settings = {"spark.executor.resource.gpu.amount=1", "spark.executor.cores=2"};
        StageEvents training = train("devices", 1, "train.compute={stage: {task_gpus: 1}}", settings);
        assertThat(training.profiles("round ")).hasSize(1).doesNotContain(0);
        assertThat(training.profiles("validation after")).isEqualTo(training.profiles("round "));
        // its rows are drawn by tasks like any other
        assertThat(training.profiles("rewrites of validation")).containsAll(training.profiles("round "));
        assertThat(training.profiles("rows of each criterion")).containsExactly(0);
        assertThat(training.mostAtOnce(profile -> profile != 0)).isEqualTo(1);
        assertThat(training.mostAtOnce(profile -> profile == 0)).isEqualTo(2);

        Path root = folder.resolve("devices/out");
        // one GPU for each task that aligns, since Spark's settings give executors' GPUs to no task
        String compute = "align.compute={device: auto}";
        StageEvents aligning = events("devices-align", 1, List.of(settings), smoke("align", root, compute));
        assertThat(aligning.profiles("align aligned")).isNotEmpty().doesNotContain(0);
        assertThat(aligning.mostAtOnce(profile -> profile != 0)).isEqualTo(1);
        assertThat(alignedAgain(root)).isEqualTo(alignFigures(root.resolve("align")));
    }

    /** In one process, by the same models. */
    private static JsonNode alignedAgain(Path root) throws Exception {
        Path output = folder.resolve("aligned-again");
        CommandLineRun run = CommandLineRun.of(
                folder.resolve("aligned-again.log"),
                CommandLineRun.ONE_JVM,
                smoke("align", root, "align.output=" + output));
        assertThat(run.exit()).as(run.output()).isZero();
        return alignFigures(output);
    }

    /** Counts and mean scores. */
    private static JsonNode alignFigures(Path align) throws IOException {
        JsonNode run = new ObjectMapper().readTree(align.resolve("run.json").toFile());
        ObjectNode figures = (ObjectNode) run.path("figures");
        return figures.remove(List.of("seconds", "rows_per_second"));
    }

    /** Executors that come for the rounds, with the cluster's only GPUs; the others have none. */
    @Test
    void executorsOfTheRoundsOwn() throws Exception {
        StageEvents events = train(
                "own-executors",
                2,
                "train.compute={stage: {task_gpus: 1, executor: {cores: 1, memory: 1g, gpus: 1}}}",
                "spark.executor.cores=1",
                "spark.dynamicAllocation.enabled=true",
                "spark.dynamicAllocation.shuffleTracking.enabled=true",
                "spark.dynamicAllocation.maxExecutors=2");
        int own = events.profiles("round ").iterator().next();
        assertThat(own).isNotZero();
        assertThat(events.executors(own)).isNotEmpty().doesNotContainAnyElementsOf(events.executors(0));
    }

    /** The train job alone, over the triples of the run in one process. */
    private static StageEvents train(String name, int gpus, String compute, String... settings) throws Exception {
        Path root = folder.resolve(name + "/out");
        String triples = "train.triples=" + folder.resolve("local/synth/triples");
        StageEvents events = events(name, gpus, List.of(settings), smoke("train", root, triples, compute));
        assertThat(root.resolve("train/aligners/ethical/model.safetensors")).isNotEmptyFile();
        return events;
    }

    private static String[] smoke(String job, Path root, String... changes) {
        Path conf = CommandLineRun.root().resolve("conf");
        List<String> words = new ArrayList<>(List.of(
                job,
                conf.resolve("tiny/smoke.yaml").toString(),
                "variables.root=" + root,
                "variables.dump=" + conf.resolve("tiny/smoke-dump.jsonl")));
        words.addAll(List.of(changes));
        return words.toArray(String[]::new);
    }

    /** A job on a cluster whose worker finds so many GPUs. */
    private static StageEvents events(String name, int gpus, List<String> settings, String... job) throws Exception {
        Path work = Files.createDirectories(folder.resolve(name));
        Path log = Files.createDirectories(work.resolve("events"));
        List<String> conf = new ArrayList<>(settings);
        conf.addAll(List.of(
                "spark.eventLog.enabled=true", "spark.eventLog.compress=false", "spark.eventLog.dir=" + log.toUri()));
        try (Cluster cluster = Cluster.standalone(work, freePort(), gpus)) {
            List<String> spark = new ArrayList<>(
                    List.of("--master", cluster.ready(), "--driver-memory", "1g", "--executor-memory", "1g"));
            for (String setting : conf) spark.addAll(List.of("--conf", setting));
            CommandLineRun run = CommandLineRun.of(work.resolve("log.txt"), spark, job);
            assertThat(run.exit()).as("%s: %s", name, run.output()).isZero();
        }
        return StageEvents.read(log);
    }

    @Test
    void yarnClusterMode() throws Exception {
        Path work = Files.createDirectories(folder.resolve("yarn"));
        try (Cluster cluster = Cluster.yarn(work)) {
            assertThat(cluster.processes().get(0).isAlive()).isTrue();
            Path root = work.resolve("out");
            List<String> spark = with(
                    "--master",
                    "yarn",
                    "--deploy-mode",
                    "cluster",
                    "--conf",
                    "spark.yarn.jars=local:" + CommandLineRun.root().resolve("submit/spark-home/target/home/jars/*"));
            CommandLineRun run = run("yarn", spark, Map.of("HADOOP_CONF_DIR", work.toString()), root.toString());
            assertThat(run.exit()).as(run.output()).isZero();
            everyJobEndedWell(root);
            assertThat(triples(root)).isEqualTo(expected);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Spark's, as this JVM has them: Spark 3.5 starts such a driver without, and Java 17 then refuses it. */
    private static String moduleOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-opens"))
                .collect(Collectors.joining(" "));
    }

    private static void waitFor(Path file) throws InterruptedException {
        long latest = System.nanoTime() + TimeUnit.MINUTES.toNanos(15);
        while (!Files.exists(file)) {
            assertThat(System.nanoTime()).as("%s in time", file).isLessThan(latest);
            Thread.sleep(500);
        }
    }
}
