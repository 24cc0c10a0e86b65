package org.alignersquad.core.config;

/** How a corpus is stored. {@code text} has one prompt per line, in a column named {@code value}. */
public enum CorpusFormat {
    JSONL,
    CSV,
    TEXT,
    PARQUET,
    TABLE
}
