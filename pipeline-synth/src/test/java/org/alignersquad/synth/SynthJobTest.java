package org.alignersquad.synth;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.max;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.spark.TeacherAccess;
import org.alignersquad.core.triple.Triple;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on real Spark, with the embedded teacher behind its HTTP server: run once, looked at by all tests. */
class SynthJobTest {
    @TempDir
    static Path folder;

    private static SynthRun run;
    private static JobReport first;

    /** That it sent. */
    private static long requests;

    @BeforeAll
    static void runOnce() {
        run = SynthRun.generated(folder, "ethical", "factuality", "helpful");
        long before = TeacherAccess.embedded().requests();
        first = run.run();
        requests = TeacherAccess.embedded().requests() - before;
    }

    @Test
    void writesTriplesOfAllCriteriaAndAccountsForEveryRow() {
        SynthRun.assertChained(first, "questions", "answers", "filtered", "split");
        Dataset<Row> triples = run.table("triples");
        assertThat(triples.count())
                .isEqualTo(SynthRun.stage(first, "split").kept())
                .isGreaterThan(100);
        assertThat(triples.select("criterion").distinct().count()).isEqualTo(3);
        assertThat(triples.columns())
                .containsExactlyInAnyOrder(Rows.of(Triple.class).schema().fieldNames());
        assertThat(triples.filter("teacher != 'embedded-teacher-1' or created_at is null or prompt_tokens <= 0")
                        .count())
                .isZero();
        assertThat(triples.filter("(similarity = 1.0) != (initial_response = aligned_response)")
                        .count())
                .isLessThan(5);
        assertThat(triples.filter("initial_response = aligned_response").count())
                .isPositive();
        assertThat(triples.select(countDistinct("id")).head().getLong(0)).isEqualTo(triples.count());

        long rejected = first.stages().stream().mapToLong(s -> s.rejectedRows()).sum();
        Dataset<Row> rejects = run.table("rejects");
        assertThat(rejects.count()).isEqualTo(rejected).isPositive();
        assertThat(rejects.filter("reason is null or stage is null or criterion is null")
                        .count())
                .isZero();
    }

    @Test
    void secondRunSkipsEverythingAndGivesTheSameReport() {
        long before = TeacherAccess.embedded().requests();
        assertThat(run.run()).isEqualTo(first);
        assertThat(TeacherAccess.embedded().requests())
                .as("requests of the second run")
                .isEqualTo(before);
        assertThat(teacher(first).get("sent")).isInstanceOf(Integer.class);
        assertThat((Integer) teacher(first).get("sent"))
                .as("by the teacher's own count")
                .isPositive()
                .isEqualTo((int) requests);
        assertThat((Double) teacher(first).get("money")).isPositive();
    }

    @Test
    void lostOutputIsMadeAgainFromTheLedgerAndAnEditedFilterAsksNothingEither() {
        long requests = TeacherAccess.embedded().requests();
        String other = "synth.output=" + folder + "/other/out";
        JobReport second = run.run(other);
        assertThat(second.figures().get("triples")).isEqualTo(first.figures().get("triples"));
        assertThat(teacher(second).get("sent")).isEqualTo(0);
        assertThat(teacher(second).get("calls")).isEqualTo(teacher(first).get("calls"));

        JobReport edited = run.run(other, "synth.filters.max_repetition=0.01");
        assertThat(SynthRun.stage(edited, "filtered").kept())
                .isPositive()
                .isLessThan(SynthRun.stage(first, "filtered").kept());
        assertThat(SynthRun.table(folder.resolve("other"), "triples").count())
                .isEqualTo(SynthRun.stage(edited, "split").kept());
        assertThat(TeacherAccess.embedded().requests()).isEqualTo(requests);
    }

    @Test
    void noQuestionStandsInTwoParts() {
        Dataset<Row> parts = run.table("triples")
                .groupBy("input")
                .agg(
                        countDistinct("split").as("parts"),
                        countDistinct("criterion").as("criteria"));
        assertThat(parts.agg(max("parts")).head().getLong(0)).isEqualTo(1);
        assertThat(parts.filter(col("criteria").gt(1)).count())
                .as("questions shared by criteria, or the test shows nothing")
                .isPositive();
        assertThat(Arrays.asList("train", "validation", "test"))
                .containsAll(run.table("triples")
                        .select("split")
                        .distinct()
                        .as(org.apache.spark.sql.Encoders.STRING())
                        .collectAsList());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> teacher(JobReport report) {
        return (Map<String, Object>) report.figures().get("teacher");
    }
}
