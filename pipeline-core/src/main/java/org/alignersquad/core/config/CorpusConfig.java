package org.alignersquad.core.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Rows that somebody else made: prompts for synth, dumps for align. Files that end in {@code .gz}, {@code .bz2} or
 * {@code .zst} are unpacked as they are read.
 *
 * <p>Columns are named by their name, or by the way to a field within them: {@code turns[0]}, {@code meta.answer},
 * {@code choices[0].message.content}; {@code [-1]} is the last entry of a list.
 *
 * @param path file, folder or glob on any Hadoop file system; a table's name for {@code format: table}
 * @param prompt column that holds the question; null where {@code messages} has it
 * @param response column that holds the answer; null where there is none; the same as {@code messages} where the answer
 *     is the assistant's turn after the last question
 * @param id column that identifies a row; null where ids are to be made from the content
 * @param messages column that holds a conversation as a list of {@code role, content} (OpenAI) or {@code from, value}
 *     (ShareGPT), or the JSON text of one: the last user turn is the question, what stood before it is its context
 * @param system column that holds a system prompt, which becomes context of the question
 * @param separator of a CSV file's cells, such as {@code ";"} or {@code "\t"}; null for a comma
 * @param header whether a CSV file's first line names its columns; null for yes; where not, they are {@code _c0},
 *     {@code _c1}, …
 */
public record CorpusConfig(
        String path,
        CorpusFormat format,
        @Nullable String prompt,
        @Nullable String response,
        @Nullable String id,
        @Nullable String messages,
        @Nullable String system,
        @Nullable String separator,
        @Nullable Boolean header)
        implements Serializable {
    public CorpusConfig {
        if (path.isBlank()) throw new IllegalArgumentException("path must not be blank");
        if ((prompt == null) == (messages == null))
            throw new IllegalArgumentException("needs either prompt or messages, and not both");
        if (format != CorpusFormat.CSV && (separator != null || header != null))
            throw new IllegalArgumentException("separator and header are for format csv only");
        if (separator != null && separator.isEmpty()) throw new IllegalArgumentException("separator must not be empty");
    }

    /** Separator of a CSV file's cells. */
    public String cellSeparator() {
        return separator == null ? "," : separator;
    }

    /** Whether a CSV file's first line names its columns. */
    public boolean named() {
        return header == null || header;
    }

    /** Whether the response is a turn of the conversation. */
    public boolean responseInMessages() {
        return messages != null && messages.equals(response);
    }
}
