package org.alignersquad.align.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.prompt.PromptTemplate;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.models.Pair;

/** Prompts of this package: a criterion's principles and a pair. */
final class Principles {
    private Principles() {}

    static PromptTemplate prompt(String name) {
        try (InputStream in = Principles.class.getResourceAsStream(name + ".txt")) {
            if (in == null) throw new IllegalArgumentException("Cannot find prompt resource: " + name + ".txt");
            return PromptTemplate.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read prompt resource: " + name + ".txt", e);
        }
    }

    static List<Message> fill(PromptTemplate prompt, Criterion criterion, Pair pair) {
        List<String> principles = criterion.principles();
        String numbered = IntStream.range(0, principles.size())
                .mapToObj(i -> (i + 1) + ". " + principles.get(i).strip())
                .collect(Collectors.joining("\n"));
        return prompt.fill(Map.of(
                "criterion", criterion.name(),
                "principles", numbered,
                "question", pair.prompt(),
                "response", pair.response()));
    }
}
