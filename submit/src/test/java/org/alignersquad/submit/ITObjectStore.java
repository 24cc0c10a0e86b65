package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Job synth with everything in a bucket, by Hadoop's own S3 client and a server on loopback. */
class ITObjectStore {
    private static final Map<String, String> KEYS =
            Map.of("AWS_ACCESS_KEY_ID", "test-access", "AWS_SECRET_ACCESS_KEY", "test-secret");

    private static final String MANIFEST = "synth/answers/_manifest/0.json";

    private static final String QUESTIONS = """
            How do I store fresh basil?
            What should I check before I buy a used bicycle?
            How can I sleep better on a night train?
            Which plants grow well on a shady balcony?
            How do I teach a child to swim?
            What makes a good walking shoe?
            How often should I water a cactus?
            What do I need to bake rye bread?
            """;

    @TempDir
    Path folder;

    private CommandLineRun run(String log, ObjectStore s3) throws Exception {
        return CommandLineRun.of(
                folder.resolve(log),
                spark(s3),
                KEYS,
                "synth",
                "conf/tiny/own-prompts.yaml",
                "synth.output=s3a://" + ObjectStore.BUCKET + "/synth",
                "synth.ledger={path: 's3a://" + ObjectStore.BUCKET + "/ledger', buckets: 2}",
                "synth.shards_per_wave=2",
                "synth.prompts.0.corpus={path: '" + folder.resolve("questions.txt")
                        + "', format: text, prompt: value}");
    }

    private static List<String> spark(ObjectStore s3) throws IOException {
        return List.of(
                "--master",
                "local[2]",
                "--driver-memory",
                "1g",
                "--jars",
                clientJars(),
                "--conf",
                "spark.hadoop.fs.s3a.endpoint=http://127.0.0.1:" + s3.port(),
                "--conf",
                "spark.hadoop.fs.s3a.endpoint.region=us-east-1",
                "--conf",
                "spark.hadoop.fs.s3a.path.style.access=true",
                "--conf",
                "spark.hadoop.fs.s3a.connection.ssl.enabled=false");
    }

    private static String clientJars() throws IOException {
        try (Stream<Path> jars = Files.list(CommandLineRun.root().resolve("submit/clusters/s3a/target/jars"))) {
            return jars.map(Path::toString).sorted().collect(Collectors.joining(","));
        }
    }

    @Test
    void aBucketHoldsARunAndALostManifestCostsItsShardOnly() throws Exception {
        assumeTrue(VersionInfo.getVersion().startsWith("3.4"), "the S3 client here is built for Hadoop 3.4");
        // once: a file that was written again counts as another one
        Files.writeString(folder.resolve("questions.txt"), QUESTIONS);
        try (ObjectStore s3 = ObjectStore.start(folder.resolve("s3.log"), "test-access", "test-secret")) {
            CommandLineRun first = run("first.log", s3);
            assertThat(first.exit()).as(first.output()).isZero();
            List<String> before = rows(s3);
            assertThat(s3.keys()).contains(MANIFEST, "synth/triples/_published.json");
            s3.delete(MANIFEST);

            CommandLineRun again = run("again.log", s3);
            assertThat(again.exit()).as(again.output()).isZero();
            assertThat(s3.keys()).contains(MANIFEST);
            List<String> kept =
                    before.stream().filter(key -> key.contains("/shard=1/")).toList();
            assertThat(kept).isNotEmpty();
            assertThat(rows(s3)).containsAll(kept).hasSameSizeAs(before);
            assertThat(first.output() + again.output()).doesNotContain("test-secret");
        }
    }

    private static List<String> rows(ObjectStore s3) throws IOException {
        return s3.keys().stream()
                .filter(key -> key.startsWith("synth/answers/data/") && key.endsWith(".parquet"))
                .toList();
    }
}
