package org.alignersquad.core.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Rows that somebody else made: prompts for synth, dumps for align.
 *
 * @param path file, folder or glob on any Hadoop file system; a table's name for {@code format: table}
 * @param prompt column that holds the question
 * @param response column that holds the answer; null where there is none
 * @param id column that identifies a row; null where ids are to be made from the content
 */
public record CorpusConfig(
        String path,
        CorpusFormat format,
        String prompt,
        @Nullable String response,
        @Nullable String id) implements Serializable {}
