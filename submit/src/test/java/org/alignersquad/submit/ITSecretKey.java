package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacherServer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A canary in the place of the teacher's key, an endpoint that repeats it in its error messages, and a search of everything
 * that a run shows or leaves behind.
 */
class ITSecretKey {
    private static final String CANARY = "sk-canary-0123456789abcdef";
    private static final List<String> PAGES = List.of(
            "/jobs/",
            "/stages/",
            "/environment/",
            "/executors/",
            "/SQL/",
            "/storage/",
            "/executors/threadDump/?executorId=driver",
            "/metrics/json/",
            "/metrics/prometheus/",
            "/metrics/executors/prometheus",
            "/api/v1/applications");
    private static final List<String> BELOW_APPLICATION = List.of(
            "environment", "jobs", "stages?details=true", "allexecutors", "sql?details=true&planDescription=true");

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final int uiPort = freePort();

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void appearsNowhere() throws Exception {
        try (EmbeddedTeacherServer teacher = EmbeddedTeacherServer.start();
                EchoingProxy proxy = new EchoingProxy(teacher.baseUrl())) {
            Path log = folder.resolve("run.log");
            Process run = start(log, proxy);
            Map<String, String> pages = new TreeMap<>();
            while (!run.waitFor(2, TimeUnit.SECONDS)) crawl(pages);
            String output = Files.readString(log);
            assertThat(run.exitValue()).as(output).isZero();
            assertThat(proxy.authorized.get()).as("requests with the key").isGreaterThan(20);
            assertThat(proxy.echoed.get()).as("error messages that repeat it").isGreaterThan(5);
            assertThat(pages.keySet()).as("pages of the live UI").hasSizeGreaterThan(10);
            assertThat(pages.get("/metrics/prometheus/")).contains("teacher_requests", "teacher_answers");
            List<String> found = new ArrayList<>();
            pages.forEach((page, text) -> note(found, page, text));
            searchFiles(found, folder);
            searchFiles(found, executorLogs(output));
            searchTables(found);
            assertThat(found).isEmpty();
        }
    }

    @Test
    void isNotInTheErrorOfAKeyThatIsDeclined() throws Exception {
        try (EchoingProxy proxy = new EchoingProxy(null)) {
            Path log = folder.resolve("run.log");
            Process run = start(log, proxy);
            assertThat(run.waitFor(5, TimeUnit.MINUTES)).isTrue();
            String output = Files.readString(log);
            assertThat(run.exitValue()).as(output).isEqualTo(1);
            assertThat(output)
                    .contains(
                            "aligners: failed: The endpoint http://127.0.0.1:",
                            "status 401: ",
                            "Incorrect key: Bearer ***")
                    .doesNotContain(CANARY);
            assertThat(proxy.authorized.get()).as("requests until the job ends").isLessThan(40);
            List<String> found = new ArrayList<>();
            searchFiles(found, folder);
            searchFiles(found, executorLogs(output));
            assertThat(found).isEmpty();
        }
    }

    private Process start(Path log, EchoingProxy proxy) throws IOException {
        Path events = Files.createDirectories(folder.resolve("events"));
        List<String> command = new ArrayList<>(List.of(
                CommandLineRun.root() + "/submit/aligners",
                "synth",
                "conf/tiny/pipeline.yaml",
                "synth.output=" + folder + "/synth",
                "synth.ledger.path=" + folder + "/ledger",
                "synth.ledger.buckets=2",
                "synth.criteria=[conf/criteria/ethical.yaml]",
                "synth.questions.per_topic=4",
                "synth.teacher.kind=openai-chat",
                "synth.teacher.base_url=" + proxy.baseUrl(),
                "synth.teacher.api_key=env:CANARY_KEY",
                "synth.teacher.dialect={headers: {X-Team-Token: env:CANARY_KEY}}",
                "synth.teacher.max_attempts=8",
                "--master",
                "local-cluster[2,1,1024]",
                "--driver-memory",
                "1g",
                "--conf",
                "spark.executor.memory=1g",
                "--conf",
                "spark.sql.shuffle.partitions=2",
                "--conf",
                "spark.executorEnv.TEACHER_KEY=" + CANARY,
                "--conf",
                "spark.eventLog.enabled=true",
                "--conf",
                "spark.eventLog.compress=false",
                "--conf",
                "spark.eventLog.dir=" + events.toUri(),
                "--conf",
                "spark.ui.enabled=true",
                "--conf",
                "spark.ui.port=" + uiPort));
        command.addAll(CommandLineRun.QUICK_JVMS);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(CommandLineRun.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().remove("SPARK_HOME");
        builder.environment().put("CANARY_KEY", CANARY);
        return builder.start();
    }

    private static void note(List<String> found, String where, String text) {
        if (text.contains(CANARY)) found.add(where);
    }

    private void crawl(Map<String, String> pages) throws InterruptedException {
        String root = "http://127.0.0.1:" + uiPort;
        for (String page : PAGES) fetch(root, page, pages);
        Matcher id = Pattern.compile("\"id\" : \"([^\"]+)\"").matcher(pages.getOrDefault("/api/v1/applications", ""));
        if (!id.find()) return;
        for (String page : BELOW_APPLICATION) fetch(root, "/api/v1/applications/" + id.group(1) + "/" + page, pages);
    }

    private void fetch(String root, String page, Map<String, String> pages) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(root + page))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            // all that was ever shown, not only what was shown last
            pages.merge(page, client.send(request, BodyHandlers.ofString()).body(), String::concat);
        } catch (IOException e) {
            // the driver has just ended
            assertThat(e).isInstanceOf(IOException.class);
        }
    }

    private static void searchFiles(List<String> found, Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
                    note(found, file.toString(), new String(text.readAllBytes(), StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    /** Spark's local clusters keep them under the Spark home. */
    private static Path executorLogs(String output) throws IOException {
        try (Stream<Path> applications = Files.list(CommandLineRun.WORK)) {
            return applications
                    .max(java.util.Comparator.comparing(path -> path.toFile().lastModified()))
                    .orElseThrow(
                            () -> new AssertionError("no executor logs in " + CommandLineRun.WORK + "\n" + output));
        }
    }

    /** Rows as they are, since Parquet compresses them. */
    private void searchTables(List<String> found) throws IOException {
        try (SparkSession spark = SparkSession.builder()
                        .master("local[1]")
                        .config("spark.ui.enabled", false)
                        .getOrCreate();
                Stream<Path> files = Files.walk(folder)) {
            int rows = 0;
            for (Path file : files.filter(path -> path.toString().endsWith(".parquet") && Files.isRegularFile(path))
                    .toList()) {
                Dataset<Row> table = spark.read().parquet(file.toString());
                for (Row row : table.collectAsList()) {
                    rows++;
                    note(found, file.toString(), row.toString());
                }
            }
            assertThat(rows).as("rows searched").isGreaterThan(50);
        }
    }

    /** Passes requests on; some it declines and repeats the key that came with them, as some endpoints do. */
    private static final class EchoingProxy implements AutoCloseable {
        final AtomicInteger authorized = new AtomicInteger();
        final AtomicInteger echoed = new AtomicInteger();
        private final HttpClient client = HttpClient.newHttpClient();
        private final ExecutorService threads = Executors.newFixedThreadPool(64);
        private final HttpServer server;
        private final URI target;

        /** @param target null where every key is declined */
        EchoingProxy(URI target) throws IOException {
            this.target = target;
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
            server.setExecutor(threads);
            server.createContext("/", this::serve);
            server.start();
        }

        String baseUrl() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
        }

        private void serve(HttpExchange exchange) throws IOException {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String key = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            String token = String.valueOf(exchange.getRequestHeaders().getFirst("X-Team-Token"));
            int number = key.equals("Bearer " + CANARY) && token.equals(CANARY) ? authorized.incrementAndGet() : 0;
            if (target == null) {
                answer(exchange, 401, error("Incorrect key: " + key).getBytes(StandardCharsets.UTF_8));
            } else if (number % 7 == 3 || number % 11 == 5) {
                echoed.incrementAndGet();
                answer(
                        exchange,
                        number % 7 == 3 ? 500 : 422,
                        error("Cannot serve " + key + " " + token).getBytes(StandardCharsets.UTF_8));
            } else {
                pass(exchange, body);
            }
        }

        private static String error(String message) {
            return "{\"error\":{\"message\":\"" + message + "\"}}";
        }

        private void pass(HttpExchange exchange, byte[] body) throws IOException {
            try {
                String path = exchange.getRequestURI().getPath().replace("/v1", "");
                var answer = client.send(
                        HttpRequest.newBuilder(URI.create(target + path))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofByteArray());
                answer(exchange, answer.statusCode(), answer.body());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
