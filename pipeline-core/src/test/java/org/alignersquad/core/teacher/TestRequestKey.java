package org.alignersquad.core.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TestRequestKey {
    private static final TeacherRequest REQUEST = new TeacherRequest(
            "gpt-x",
            "answers",
            List.of(Message.system("Be kind."), Message.user("Is \"é\" a letter?\n")),
            new Sampling(0.5, 1, 128, List.of("\n\n"), 42L));

    @Test
    void isTheHashOfCanonicalJson() {
        String json = "{\"attempt\":\"first\",\"messages\":[[\"system\",\"Be kind.\"],"
                + "[\"user\",\"Is \\\"é\\\" a letter?\\n\"]],\"model\":\"gpt-x\",\"sampling\":{\"max_tokens\":128,"
                + "\"seed\":42,\"stop\":[\"\\n\\n\"],\"temperature\":0.5,\"top_p\":1}}";
        assertThat(RequestKey.canonicalJson(REQUEST, "first")).isEqualTo(json);
        // printf '%s' JSON | sha256sum
        assertThat(RequestKey.of(REQUEST, "first"))
                .isEqualTo("e21b6594a703506014a766ae276e89387c993a9c9ad001270aaedf23ebaaf4d1");
    }

    @Test
    void differsWithEverythingThatShapesTheAnswer() {
        Sampling sampling = REQUEST.sampling();
        List<Message> messages = REQUEST.messages();
        List<String> keys = Stream.of(
                        REQUEST,
                        new TeacherRequest("gpt-y", "answers", messages, sampling),
                        new TeacherRequest("gpt-x", "answers", messages.subList(1, 2), sampling),
                        new TeacherRequest("gpt-x", "answers", messages, sampling.withSeed(43)),
                        new TeacherRequest("gpt-x", "answers", messages, sampling.withMaxTokens(129)),
                        new TeacherRequest(
                                "gpt-x", "answers", messages, new Sampling(0.6, 1, 128, List.of("\n\n"), 42L)),
                        new TeacherRequest(
                                "gpt-x", "answers", messages, new Sampling(0.5, .9, 128, List.of("\n\n"), 42L)),
                        new TeacherRequest("gpt-x", "answers", messages, new Sampling(0.5, 1, 128, List.of(), 42L)),
                        new TeacherRequest(
                                "gpt-x", "answers", messages, new Sampling(0.5, 1, 128, List.of("\n\n"), null)))
                .map(RequestKey::root)
                .toList();
        assertThat(keys).doesNotHaveDuplicates().doesNotContain(RequestKey.of(REQUEST, "repair-1"));
    }

    @Test
    void ignoresTheKindWhichIsOnlyALabel() {
        TeacherRequest other = new TeacherRequest("gpt-x", "judge", REQUEST.messages(), REQUEST.sampling());
        assertThat(RequestKey.root(other)).isEqualTo(RequestKey.root(REQUEST));
    }
}
