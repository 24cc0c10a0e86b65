package org.alignersquad.core.spark;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.text.Names;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/**
 * How a record is a row: one column per component, in order, named in snake_case. All columns are nullable, since a
 * table outlives the code that wrote it.
 *
 * <p>Components may be String, int, long, float, double, boolean and their boxes, Instant, enums (kebab case), records,
 * and List or Map with String keys of these.
 */
public final class Rows<R extends Record> implements Serializable {
    private final Class<R> type;
    private final StructType schema;

    /** Looking them up anew for every row takes longer than to read them. */
    private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            for (RecordComponent component : components) component.getAccessor().setAccessible(true);
            return components;
        }
    };

    private Rows(Class<R> type) {
        this.type = type;
        this.schema = schemaOf(type);
    }

    public static <R extends Record> Rows<R> of(Class<R> type) {
        return new Rows<>(type);
    }

    public StructType schema() {
        return schema;
    }

    public Encoder<Row> encoder() {
        return Encoders.row(schema);
    }

    public Row row(R record) {
        return toRow(record);
    }

    /** The record of a row that has at least these columns, in any order. */
    public R record(Row row) {
        return type.cast(toRecord(row, type));
    }

    private static StructType schemaOf(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        StructField[] fields = new StructField[components.length];
        for (int i = 0; i < fields.length; i++) {
            DataType column = dataType(components[i].getGenericType());
            fields[i] = DataTypes.createStructField(Names.snake(components[i].getName()), column, true);
        }
        return DataTypes.createStructType(fields);
    }

    private static DataType dataType(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? DataTypes.createArrayType(dataType(arguments[0]), true)
                    : DataTypes.createMapType(DataTypes.StringType, dataType(arguments[1]), true);
        }
        Class<?> raw = (Class<?>) type;
        return raw.isRecord() ? schemaOf(raw) : scalarType(raw);
    }

    private static DataType scalarType(Class<?> type) {
        if (type == String.class || type.isEnum()) return DataTypes.StringType;
        if (type == int.class || type == Integer.class) return DataTypes.IntegerType;
        if (type == long.class || type == Long.class) return DataTypes.LongType;
        if (type == float.class || type == Float.class) return DataTypes.FloatType;
        if (type == double.class || type == Double.class) return DataTypes.DoubleType;
        if (type == boolean.class || type == Boolean.class) return DataTypes.BooleanType;
        if (type == Instant.class) return DataTypes.TimestampType;
        throw new IllegalArgumentException("No column type for " + type.getName());
    }

    private static Row toRow(Record record) {
        RecordComponent[] components = COMPONENTS.get(record.getClass());
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = toColumn(read(record, components[i]));
        }
        return RowFactory.create(values);
    }

    private static @Nullable Object read(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read " + component, e);
        }
    }

    // JavaConverters is the only converter that both Scala lines have
    @SuppressWarnings("deprecation")
    private static @Nullable Object toColumn(@Nullable Object value) {
        if (value instanceof Record record) return toRow(record);
        if (value instanceof Enum<?> constant) return Names.kebab(constant);
        if (value instanceof Instant instant) return Timestamp.from(instant);
        if (value instanceof List<?> list) {
            List<@Nullable Object> columns = new ArrayList<>();
            list.forEach(element -> columns.add(toColumn(element)));
            return JavaConverters.asScalaBufferConverter(columns).asScala().toSeq();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> columns = new LinkedHashMap<>();
            map.forEach((key, element) -> columns.put(key, toColumn(element)));
            return JavaConverters.mapAsScalaMapConverter(columns).asScala();
        }
        return value;
    }

    private static Object toRecord(Row row, Class<?> type) {
        RecordComponent[] components = COMPONENTS.get(type);
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            Object column = row.get(row.fieldIndex(Names.snake(components[i].getName())));
            values[i] = fromColumn(column, components[i].getGenericType());
        }
        return construct(type, components, values);
    }

    private static Object construct(Class<?> type, RecordComponent[] components, @Nullable Object[] values) {
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "Cannot read " + type.getSimpleName() + " from a row: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot build " + type.getName(), e);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes", "deprecation"})
    private static @Nullable Object fromColumn(@Nullable Object column, Type type) {
        if (column == null) return null;
        if (type instanceof ParameterizedType generic) return fromCollection(column, generic);
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) return toRecord((Row) column, raw);
        if (raw.isEnum()) return Names.fromKebab((Class<? extends Enum>) raw, (String) column);
        if (column instanceof Timestamp timestamp) return timestamp.toInstant();
        return column;
    }

    @SuppressWarnings("deprecation")
    private static Object fromCollection(Object column, ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            List<@Nullable Object> values = new ArrayList<>();
            JavaConverters.seqAsJavaListConverter((scala.collection.Seq<?>) column)
                    .asJava()
                    .forEach(element -> values.add(fromColumn(element, arguments[0])));
            return values;
        }
        Map<Object, @Nullable Object> values = new LinkedHashMap<>();
        JavaConverters.mapAsJavaMapConverter((scala.collection.Map<?, ?>) column)
                .asJava()
                .forEach((key, element) -> values.put(requireNonNull(key), fromColumn(element, arguments[1])));
        return values;
    }
}
