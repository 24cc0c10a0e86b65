package org.alignersquad.core.teacher;

import java.time.Duration;
import java.util.List;

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

    static TeacherRequest request(String text) {
        return new TeacherRequest("m", "answers", List.of(Message.user(text)), new Sampling(0.7, 1, 64, List.of(), 1L));
    }
}
