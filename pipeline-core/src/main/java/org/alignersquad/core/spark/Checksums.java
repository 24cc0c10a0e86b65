package org.alignersquad.core.spark;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** Spark hashes no maps, wherever in a column they are: they are hashed as their entries, in the order that they have. */
final class Checksums {
    private Checksums() {}

    /**
     * A SQL expression for a column as something that has a hash.
     *
     * @param value SQL of the column or of a part of it
     * @param depth of array elements around it, for names that do not clash
     */
    static String hashable(String value, DataType type, int depth) {
        if (!hasMap(type)) return value;
        if (type instanceof MapType map) return entries(value, map, depth);
        if (type instanceof ArrayType array) return elements(value, array.elementType(), depth);
        StructType struct = (StructType) type;
        return Arrays.stream(struct.fields())
                .map(field -> hashable(value + ".`" + field.name() + "`", field.dataType(), depth))
                .collect(Collectors.joining(", ", "struct(", ")"));
    }

    private static String entries(String value, MapType map, int depth) {
        String entries = "map_entries(" + value + ")";
        StructType entry = new StructType().add("key", map.keyType()).add("value", map.valueType());
        return hasMap(map.valueType()) ? elements(entries, entry, depth) : entries;
    }

    private static String elements(String value, DataType element, int depth) {
        String name = "e" + depth;
        return "transform(" + value + ", " + name + " -> " + hashable(name, element, depth + 1) + ")";
    }

    private static boolean hasMap(DataType type) {
        if (type instanceof ArrayType array) return hasMap(array.elementType());
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields()).anyMatch(field -> hasMap(field.dataType()));
        }
        return type instanceof MapType;
    }
}
