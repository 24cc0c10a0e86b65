package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.try_element_at;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alignersquad.core.config.ConfigException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a corpus, and fields within them, by the names that recipes use.
 *
 * @param corpus names it in errors
 */
record CorpusColumns(String corpus, StructType schema) {
    private static final Pattern STEP = Pattern.compile("\\G(?:\\.?([^.\\[\\]]+)|\\[(-?\\d{1,6})])");

    /** A column with its type. */
    private record Typed(Column column, DataType type) {}

    /** The first name in the way to a field. */
    static String root(String path) {
        Matcher first = STEP.matcher(path);
        return first.find() && first.group(1) != null ? first.group(1) : path;
    }

    /**
     * A text; numbers and the like become text; null of a null name.
     *
     * @throws ConfigException where there is no such column, or where it holds no single value
     */
    Column text(@Nullable String path) {
        if (path == null) return lit(null).cast("string");
        Typed found = find(path);
        if (isNested(found.type()))
            throw problem(
                    path,
                    "holds " + found.type().typeName() + "s, expected texts; name a field within it, as in " + path
                            + (found.type() instanceof ArrayType ? "[0]" : ".field") + ", or use messages");
        return found.column().cast("string");
    }

    /** The JSON text of a list of messages. */
    Column json(String path) {
        Typed found = find(path);
        return found.type() instanceof ArrayType
                ? to_json(found.column())
                : found.column().cast("string");
    }

    private static boolean isNested(DataType type) {
        return type instanceof ArrayType || type instanceof StructType || type instanceof MapType;
    }

    private Typed find(String path) {
        // a column whose own name has dots comes first
        if (List.of(schema.fieldNames()).contains(path))
            return new Typed(
                    col("`" + path.replace("`", "``") + "`"), schema.apply(path).dataType());
        Typed at = null;
        Matcher step = STEP.matcher(path);
        int end = 0;
        while (step.find()) {
            at = step.group(1) != null ? field(at, step.group(1), path) : entry(at, step.group(2), path);
            end = step.end();
        }
        if (at == null || end < path.length())
            throw problem(path, "is not there, columns are " + new TreeSet<>(List.of(schema.fieldNames())));
        return at;
    }

    private Typed field(@Nullable Typed in, String name, String path) {
        StructType fields = in == null ? schema : in.type() instanceof StructType struct ? struct : null;
        if (fields == null || !List.of(fields.fieldNames()).contains(name)) {
            String there = fields == null ? "no fields" : new TreeSet<>(List.of(fields.fieldNames())).toString();
            throw problem(path, "is not there: there is no " + name + ", columns are " + there);
        }
        DataType type = fields.apply(name).dataType();
        return new Typed(in == null ? col("`" + name + "`") : in.column().getField(name), type);
    }

    private Typed entry(@Nullable Typed in, String index, String path) {
        if (in == null || !(in.type() instanceof ArrayType list))
            throw problem(path, "is not there: nothing before [" + index + "] is a list");
        int at = Integer.parseInt(index);
        return new Typed(try_element_at(in.column(), lit(at < 0 ? at : at + 1)), list.elementType());
    }

    private ConfigException problem(String path, String what) {
        return new ConfigException(corpus + ": column " + path + " " + what);
    }
}
