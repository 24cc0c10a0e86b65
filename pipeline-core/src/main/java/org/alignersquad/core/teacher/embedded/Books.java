package org.alignersquad.core.teacher.embedded;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** All the embedded teacher knows, read from the resources beside this class. */
record Books(QuestionBook questions, AnswerBook answers, Map<String, List<FaultFamily>> faults) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    static Books load() {
        return new Books(
                read("questions.yaml", new TypeReference<>() {}),
                read("answers.yaml", new TypeReference<>() {}),
                read("faults.yaml", new TypeReference<>() {}));
    }

    /** The rules of one criterion; none for a criterion that the teacher does not know. */
    List<FaultFamily> faults(String criterion) {
        return faults.getOrDefault(criterion, List.of());
    }

    private static <T> T read(String resource, TypeReference<T> type) {
        try (InputStream in = Books.class.getResourceAsStream(resource)) {
            if (in == null) throw new IllegalStateException("Cannot find resource: " + resource);
            return YAML.readValue(in, type);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read resource: " + resource, e);
        }
    }
}
