package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.alignersquad.core.config.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestNights {
    @TempDir
    Path folder;

    private void finished(String night) throws IOException {
        Path evaluate = folder.resolve(night).resolve("evaluate");
        Files.createDirectories(evaluate.resolve("scores"));
        Files.writeString(evaluate.resolve("run.json"), "{}");
    }

    private String before(String night) {
        return new Nights(new Configuration(), folder.toString()).before(folder + "/" + night + "/evaluate");
    }

    @Test
    void theBaselineIsTheLatestEarlierNightThatIsFinished() throws IOException {
        assertThat(before("2026-11-25")).as("the first night").isNull();
        finished("2026-11-21");
        finished("2026-11-23");
        finished("2026-11-25");
        finished("2026-11-26");
        Files.createDirectories(folder.resolve("2026-11-24/evaluate/scores"));
        assertThat(before("2026-11-25")).endsWith("/2026-11-23/evaluate");
        assertThat(before("2026-11-23")).endsWith("/2026-11-21/evaluate");
        assertThat(before("2026-11-21")).isNull();
    }

    @Test
    void theEvaluationMustLieInANightsFolder() {
        Nights nights = new Nights(new Configuration(), folder.toString());
        assertThatThrownBy(() -> nights.before("/elsewhere/evaluate"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("evaluate.output: must lie in a night's folder")
                .hasMessageContaining("/elsewhere/evaluate");
        assertThatThrownBy(() -> nights.before(folder + "/evaluate")).isInstanceOf(ConfigException.class);
    }
}
