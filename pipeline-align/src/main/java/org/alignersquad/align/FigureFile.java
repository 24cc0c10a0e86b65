package org.alignersquad.align;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.core.text.Json;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** Figures of a finished job, in a file beside its output, so that a job that has nothing to do counts nothing again. */
final class FigureFile {
    private FigureFile() {}

    private record Figure(String name, @Nullable Object value) {}

    /** @param of what the figures were counted over; others than these are not used */
    private record Figures(String of, List<Figure> figures) {}

    /**
     * The figures in the file where they are of the same rows, else those counted now, which then are in the file.
     *
     * @param of fingerprint and checksum of what is counted
     * @return in the order in which they were counted; the same whether they were counted or read
     */
    static Map<String, Object> of(Configuration conf, String path, String of, Supplier<Map<String, Object>> count) {
        Figures found = read(conf, path);
        if (found == null || !found.of().equals(of)) {
            List<Figure> figures = count.get().entrySet().stream()
                    .map(figure -> new Figure(figure.getKey(), figure.getValue()))
                    .toList();
            OutputFiles.write(conf, path, Json.pretty(new Figures(of, figures)));
            found = requireNonNull(read(conf, path));
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        for (Figure figure : found.figures()) {
            if (figure.value() != null) figures.put(figure.name(), figure.value());
        }
        return figures;
    }

    private static @Nullable Figures read(Configuration conf, String path) {
        String text = OutputFiles.read(conf, path);
        return text == null ? null : Json.read(text, Figures.class);
    }
}
