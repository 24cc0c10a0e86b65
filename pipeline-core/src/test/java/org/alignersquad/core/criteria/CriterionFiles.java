package org.alignersquad.core.criteria;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Binds the repository's criteria for tests, with plain Jackson. */
public final class CriterionFiles {
    public static final List<String> NAMES = List.of("ethical", "factuality", "helpful");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private static final Map<String, Criterion> BOUND = new ConcurrentHashMap<>();

    private CriterionFiles() {}

    /** Bound once. */
    public static Criterion load(String name) {
        return BOUND.computeIfAbsent(name, CriterionFiles::bind);
    }

    private static Criterion bind(String name) {
        try {
            return YAML.readValue(Path.of("../conf/criteria", name + ".yaml").toFile(), Criterion.class);
        } catch (IOException e) {
            throw new AssertionError("Cannot bind criterion " + name, e);
        }
    }
}
