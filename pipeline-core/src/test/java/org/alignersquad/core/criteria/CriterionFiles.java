package org.alignersquad.core.criteria;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Binds the repository's criteria for tests, with plain Jackson. */
public final class CriterionFiles {
    public static final List<String> NAMES = List.of("ethical", "factuality", "helpful");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private CriterionFiles() {}

    public static Criterion load(String name) {
        try {
            return YAML.readValue(Path.of("../conf/criteria", name + ".yaml").toFile(), Criterion.class);
        } catch (IOException e) {
            throw new AssertionError("Cannot bind criterion " + name, e);
        }
    }
}
