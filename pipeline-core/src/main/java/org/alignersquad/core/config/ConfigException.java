package org.alignersquad.core.config;

import java.util.List;

/** Wrong usage, recipe or input, found before any Spark job (exit code 2). The message lists every problem found. */
public final class ConfigException extends RuntimeException {
    private final List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public ConfigException(String problem) {
        this(List.of(problem));
    }

    public List<String> problems() {
        return problems;
    }
}
