package org.alignersquad.train.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.config.CorpusFormat;
import org.jspecify.annotations.Nullable;

/**
 * One file or folder of rows: either labelled ({@code response} and {@code label}) or pairs ({@code response} is the
 * misaligned and {@code aligned_response} the aligned one). Values are names of columns, except for path, format and
 * sources.
 *
 * @param path file, folder or glob on any Hadoop file system; a table's name for {@code format: table}
 * @param prompt question; an empty one is allowed
 * @param label 1 or true where the response is misaligned, 0 or false where it is aligned; absent: pairs
 * @param alignedResponse absent: labelled rows
 * @param criterion column with the criterion's name
 * @param id absent: made from the content
 * @param source where a row comes from; absent: the path's last name
 * @param model which model wrote the response; absent: not told apart
 * @param questionType absent: the question's first word
 * @param sources only rows of these sources; absent: all
 */
public record DataFile(
        String path,
        CorpusFormat format,
        String prompt,
        String response,
        @Nullable String label,
        @Nullable String alignedResponse,
        String criterion,
        @Nullable String id,
        @Nullable String source,
        @Nullable String model,
        @Nullable String questionType,
        @Nullable List<String> sources)
        implements Serializable {
    public DataFile {
        if ((label == null) == (alignedResponse == null))
            throw new IllegalArgumentException("either label or aligned_response must be there, of " + path);
        sources = sources == null ? null : List.copyOf(sources);
        if (sources != null && source == null)
            throw new IllegalArgumentException(
                    "sources needs source, the column that they are looked up in, of " + path);
    }

    public CorpusConfig corpus() {
        return new CorpusConfig(path, format, prompt, response, id, null, null, null, null);
    }

    /** Columns that the corpus does not look for. */
    List<String> columns() {
        List<String> columns =
                new ArrayList<>(Arrays.asList(label, alignedResponse, criterion, source, model, questionType));
        columns.removeIf(Objects::isNull);
        return columns;
    }
}
