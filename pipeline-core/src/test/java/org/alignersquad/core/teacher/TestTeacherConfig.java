package org.alignersquad.core.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestTeacherConfig {
    private static final String CANARY = "sk-canary-5e1f";

    @Test
    void needsABaseUrlUnlessEmbedded() {
        assertThatThrownBy(() -> new TeacherConfig(
                        TeacherKind.OPENAI_CHAT, "m", null, null, 1, Duration.ofSeconds(1), 1, 0, null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("base_url or endpoints is needed for kind openai-chat");
        TeacherConfig embedded = new TeacherConfig(
                TeacherKind.EMBEDDED, "m", null, null, 1, Duration.ofSeconds(1), 1, 0, null, null, null);
        assertThat(embedded.withBaseUrl("http://127.0.0.1:1/v1").baseUrl()).isEqualTo("http://127.0.0.1:1/v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {CANARY, "env:" + CANARY, "file:", "env:", "https://" + CANARY})
    void declinesALiteralKeyWithoutRepeatingIt(String literal) {
        assertThatThrownBy(() -> Configs.chat("http://h/v1", literal, 1, Duration.ofSeconds(1), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("api_key must be a reference, env:NAME, file:PATH or secret:SCOPE/KEY, not the key itself");
    }

    @Test
    void declinesABaseUrlWithAPasswordWithoutRepeatingIt() {
        assertThatThrownBy(() -> Configs.chat("https://me:" + CANARY + "@h/v1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base_url must not hold a user or password")
                .hasMessageNotContaining(CANARY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h/v1", "localhost:8000", "/v1", "http://"})
    void declinesAddressesThatAreNotHttp(String baseUrl) {
        assertThatThrownBy(() -> Configs.chat(baseUrl))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base_url must be an http or https address");
    }

    @Test
    void namesTheKeyAndTheValueOfANumberOutOfRange() {
        assertThatThrownBy(() -> Configs.chat("http://h/v1", null, 0, Duration.ofSeconds(1), 1))
                .hasMessage("in_flight must be at least 1, is: 0");
        assertThatThrownBy(() -> Configs.chat("http://h/v1", null, 1, Duration.ZERO, 1))
                .hasMessage("request_timeout must be more than 0, is: PT0S");
    }

    @Test
    void readsKeysFromEnvironmentAndFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), CANARY + "\n");
        Secret fromFile = SecretReference.resolve("api_key", "file:" + file, Map.of());
        Secret fromEnvironment = SecretReference.resolve("api_key", "env:KEY", Map.of("KEY", CANARY));
        assertThat(fromFile.bearer()).isEqualTo("Bearer " + CANARY);
        assertThat(fromEnvironment.bearer()).isEqualTo("Bearer " + CANARY);
        assertThat(fromFile.toString()).doesNotContain(CANARY);
    }

    @Test
    void saysWhichReferenceLeadsNowhere(@TempDir Path folder) {
        assertThatThrownBy(() -> SecretReference.resolve("api_key", "env:KEY", Map.of()))
                .hasMessage("Environment variable KEY, named by api_key, is not set");
        assertThatThrownBy(() -> SecretReference.resolve("api_key", "file:" + folder.resolve("none"), Map.of()))
                .hasMessageContaining("Cannot read the file that api_key names");
    }

    @ParameterizedTest
    @ValueSource(strings = {CANARY + "\n" + CANARY, "", CANARY + "é", CANARY + "\u0000"})
    void neverRepeatsAKeyThatCannotBeSent(String value) {
        assertThatThrownBy(() -> SecretReference.resolve("api_key", "env:KEY", Map.of("KEY", value)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("env:KEY")
                .hasMessageNotContaining(CANARY);
    }

    @Test
    void saysWhatToDoWhereThereAreNoDatabricksUtilities() {
        assertThatThrownBy(() -> SecretReference.resolve("api_key", "secret:llm/openai", Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no Databricks utilities")
                .hasMessageContaining("TEACHER_KEY={{secrets/llm/openai}}");
    }

    @Test
    void declinesALiteralSecretInAHeader() {
        assertThatThrownBy(() -> new DialectConfig(null, null, Map.of("X-Api-Token", CANARY), null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("headers.X-Api-Token must be a reference")
                .hasMessageNotContaining(CANARY);
    }

    @Test
    void declinesAHeaderOfSeveralLinesWithoutShowingIt() {
        for (String name : List.of("X-Team", "X-Api-Token"))
            assertThatThrownBy(() -> new DialectConfig(null, null, Map.of(name, CANARY + "\nX: y"), null, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("headers." + name)
                    .hasMessageNotContaining(CANARY);
    }

    @Test
    void pricesCountPerMillionTokens() {
        assertThat(new Prices(2, 10, "USD").money(1_000_000, 500_000)).isEqualTo(7.0);
    }
}
