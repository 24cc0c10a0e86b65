package org.alignersquad.core.teacher;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Teacher configs and requests for tests. */
final class Configs {
    static final Resilience QUICK = new Resilience(
            Duration.ofMillis(20), Duration.ofMillis(100), 10, Duration.ofMillis(200), Duration.ofSeconds(2));

    private Configs() {}

    static TeacherConfig chat(String baseUrl) {
        return chat(baseUrl, null, 8, Duration.ofSeconds(5), 4);
    }

    static TeacherConfig chat(String baseUrl, String apiKey, int inFlight, Duration timeout, int maxAttempts) {
        Prices prices = new Prices(2, 10, "USD");
        return new TeacherConfig(
                TeacherKind.OPENAI_CHAT, "m", baseUrl, apiKey, inFlight, timeout, maxAttempts, 2, null, null, prices);
    }

    static TeacherConfig endpoints(Map<String, Integer> weights) {
        List<EndpointConfig> endpoints = weights.entrySet().stream()
                .map(entry -> new EndpointConfig(entry.getKey(), entry.getValue(), null, null, null, null))
                .toList();
        return with(null, null, null, endpoints, null);
    }

    static TeacherConfig withDeadline(String baseUrl, Duration deadline) {
        return with(baseUrl, deadline, null, null, null);
    }

    static TeacherConfig dialect(String baseUrl, DialectConfig dialect) {
        return with(baseUrl, null, dialect, null, null);
    }

    static TeacherConfig batch(String baseUrl, BatchConfig batch) {
        return with(baseUrl, null, null, null, batch);
    }

    private static TeacherConfig with(
            String baseUrl,
            Duration deadline,
            DialectConfig dialect,
            List<EndpointConfig> endpoints,
            BatchConfig batch) {
        return new TeacherConfig(
                TeacherKind.OPENAI_CHAT,
                "m",
                baseUrl,
                dialect == null ? null : "env:KEY",
                8,
                Duration.ofSeconds(5),
                20,
                2,
                null,
                null,
                new Prices(2, 10, "USD"),
                null,
                deadline,
                null,
                null,
                dialect,
                endpoints,
                batch);
    }

    static TeacherRequest request(String text) {
        return new TeacherRequest("m", "answers", List.of(Message.user(text)), new Sampling(0.7, 1, 64, List.of(), 1L));
    }
}
