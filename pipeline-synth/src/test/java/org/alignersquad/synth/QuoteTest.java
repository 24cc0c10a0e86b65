package org.alignersquad.synth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.alignersquad.core.spark.JobReport;
import org.alignersquad.core.spark.LocalSpark;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacherServer;
import org.alignersquad.core.teacher.embedded.TeacherCounts;
import org.alignersquad.core.text.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole run costs lies in the range that the quote before it gave, and the pilot is not paid twice. */
class QuoteTest {
    private static final String[] TEACHER = {"synth.teacher.kind=openai-chat"};

    private static double money(TeacherCounts counts) {
        return (counts.promptTokens() * 2.0 + counts.completionTokens() * 10.0) / 1e6;
    }

    @Test
    void theWholeRunCostsWhatWasQuoted(@TempDir Path folder) throws IOException {
        try (EmbeddedTeacherServer server = EmbeddedTeacherServer.start()) {
            SynthRun run = SynthRun.generated(folder, "ethical");
            String[] changes = {
                TEACHER[0],
                "synth.teacher.base_url=" + server.baseUrl(),
                "synth.topics.per_type=6",
                "synth.topics.per_call=6",
                "synth.questions.per_topic=10",
                "synth.pilot={rows: 60}"
            };
            QuoteJob job = new QuoteJob();
            JobReport quoted = job.run(LocalSpark.session(), run.recipe(changes));
            TeacherCounts pilot = server.counts();
            JsonNode quote = Json.read(Files.readString(folder.resolve("out/quote/quote.json")), JsonNode.class);
            System.out.println(Json.pretty(quoted.figures()));
            assertThat(quote.path("pilot_money").asDouble()).isBetween(money(pilot) * 0.999, money(pilot) * 1.001);

            run.run(changes);
            TeacherCounts all = server.counts();
            System.out.printf(
                    "pilot %d answers, money %.4f; whole run %d answers, money %.4f%n",
                    pilot.answered(), money(pilot), all.answered(), money(all));
            assertThat(pilot.answered()).isLessThan(all.answered() / 2);
            assertThat(all.answeredAgain())
                    .as("answers of the pilot that were paid again")
                    .isZero();
            assertInside(quote.at("/total/money"), money(all));
            assertInside(quote.at("/total/tokens"), all.promptTokens() + all.completionTokens());
            assertInside(quote.at("/total/requests"), all.requests());
        }
    }

    private static void assertInside(JsonNode range, double value) {
        double low = range.path("low").asDouble();
        double high = range.path("high").asDouble();
        assertThat(value).isBetween(low, high);
        // a range that says something
        assertThat(high - low).isLessThan(range.path("estimate").asDouble());
    }
}
