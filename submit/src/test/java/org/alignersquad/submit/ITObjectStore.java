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
    private static final String BUCKET = "aligners";
    private static final Map<String, String> KEYS =
            Map.of("AWS_ACCESS_KEY_ID", "test-access", "AWS_SECRET_ACCESS_KEY", "test-secret");

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

    private CommandLineRun run(String log, Cluster s3) throws Exception {
        Path questions = Files.writeString(folder.resolve("questions.txt"), QUESTIONS);
        return CommandLineRun.of(
                folder.resolve(log),
                spark(s3),
                KEYS,
                "synth",
                "conf/tiny/own-prompts.yaml",
                "synth.output=s3a://" + BUCKET + "/synth",
                "synth.ledger={path: 's3a://" + BUCKET + "/ledger', buckets: 2}",
                "synth.shards_per_wave=2",
                "synth.prompts.0.corpus={path: '" + questions + "', format: text, prompt: value}");
    }

    private static List<String> spark(Cluster s3) throws IOException {
        String port = s3.ready().substring(s3.ready().indexOf(' ') + 1);
        return List.of(
                "--master",
                "local[2]",
                "--driver-memory",
                "1g",
                "--jars",
                clientJars(),
                "--conf",
                "spark.hadoop.fs.s3a.endpoint=http://127.0.0.1:" + port,
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
        try (Cluster s3 = Cluster.s3(folder, BUCKET, "test-access", "test-secret")) {
            CommandLineRun whole = run("whole.log", s3);
            assertThat(whole.exit()).as(whole.output()).isZero();
            Path stage = folder.resolve("store/" + BUCKET + "/synth/answers");
            List<Path> before = files(stage.resolve("data"));
            assertThat(before).isNotEmpty();
            Files.delete(stage.resolve("_manifest/0.json"));

            CommandLineRun again = run("again.log", s3);
            assertThat(again.exit()).as(again.output()).isZero();
            assertThat(stage.resolve("_manifest/0.json")).exists();
            List<Path> after = files(stage.resolve("data"));
            List<Path> kept = before.stream()
                    .filter(path -> path.toString().contains("shard=1"))
                    .toList();
            assertThat(kept).isNotEmpty();
            assertThat(after).containsAll(kept).hasSameSizeAs(before);
            assertThat(again.output() + whole.output()).doesNotContain("test-secret");
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(path -> path.toString().endsWith(".parquet")).toList();
        }
    }
}
