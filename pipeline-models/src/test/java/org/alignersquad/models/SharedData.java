package org.alignersquad.models;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Public data that is not part of the repository; tests that need it are skipped where it is absent. */
public final class SharedData {
    private static final String MARK = "data/SOURCES.md";

    private SharedData() {}

    /** The path under the shared directory: {@code -Dshared.dir}, or {@code shared} beside a parent of this directory. */
    public static Path path(String relative) {
        String given = System.getProperty("shared.dir");
        Path shared = given == null ? search() : Path.of(given);
        boolean there = shared != null && Files.exists(shared.resolve(relative));
        assumeTrue(there, "Skipped: no shared/" + relative + " beside the repository, and no -Dshared.dir");
        return shared.resolve(relative);
    }

    private static Path search() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent())
            if (Files.exists(at.resolve("shared").resolve(MARK))) return at.resolve("shared");
        return null;
    }
}
