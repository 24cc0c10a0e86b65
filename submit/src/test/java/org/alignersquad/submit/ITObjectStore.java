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

/** The smoke recipe with everything in a bucket, by Hadoop's own S3 client and a server on loopback. */
class ITObjectStore {
    private static final String BUCKET = "aligners";
    private static final Map<String, String> KEYS =
            Map.of("AWS_ACCESS_KEY_ID", "test-access", "AWS_SECRET_ACCESS_KEY", "test-secret");

    @TempDir
    Path folder;

    private CommandLineRun run(String log, Cluster s3, String job) throws Exception {
        Path conf = CommandLineRun.root().resolve("conf");
        return CommandLineRun.of(
                folder.resolve(log),
                spark(s3),
                KEYS,
                job,
                conf.resolve("tiny/smoke.yaml").toString(),
                "variables.root=s3a://" + BUCKET + "/smoke",
                "variables.conf=" + conf,
                "variables.dump=" + conf.resolve("tiny/smoke-dump.jsonl"));
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
    void aBucketHoldsAWholeRunAndALostManifestCostsItsShardOnly() throws Exception {
        assumeTrue(VersionInfo.getVersion().startsWith("3.4"), "the S3 client here is built for Hadoop 3.4");
        try (Cluster s3 = Cluster.s3(folder, BUCKET, "test-access", "test-secret")) {
            CommandLineRun whole = run("whole.log", s3, "pipeline");
            assertThat(whole.exit()).as(whole.output()).isZero();
            Path stage = folder.resolve("store/" + BUCKET + "/smoke/synth/answers");
            List<Path> before = files(stage.resolve("data"));
            assertThat(before).isNotEmpty();
            Files.delete(stage.resolve("_manifest/0.json"));

            CommandLineRun again = run("again.log", s3, "synth");
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
