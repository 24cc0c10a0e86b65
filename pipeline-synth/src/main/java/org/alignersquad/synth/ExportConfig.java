package org.alignersquad.synth;

/**
 * A copy of the triple table as JSON lines, in a folder for each criterion and split.
 *
 * @param path folder of the copy alone
 * @param compression {@code none} or {@code gzip}
 */
record ExportConfig(String path, Compression compression) {
    /** How files are packed, as Spark names it. */
    enum Compression {
        NONE,
        GZIP
    }

    ExportConfig {
        if (path.isBlank()) throw new IllegalArgumentException("path must not be blank");
    }
}
