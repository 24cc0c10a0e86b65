package org.alignersquad.core.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alignersquad.core.text.Names;
import org.jspecify.annotations.Nullable;

/** Binds a tree of YAML values to a record, adding every problem it meets to a list instead of stopping at the first. */
final class RecordBinder {
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");

    private final String file;
    private final List<String> problems;

    RecordBinder(String file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The record, or null where a problem was added. */
    <R extends Record> @Nullable R bind(JsonNode node, String path, Class<R> type) {
        if (!node.isObject()) return problem(path, "expected keys and values, is: " + node);
        int before = problems.size();
        RecordComponent[] components = type.getRecordComponents();
        reportUnknown(node, path, components);
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = component(node, path, components[i]);
        }
        return problems.size() > before ? null : construct(path, type, components, values);
    }

    private void reportUnknown(JsonNode node, String path, RecordComponent[] components) {
        Set<String> known = new TreeSet<>();
        for (RecordComponent component : components) {
            known.add(Names.snake(component.getName()));
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) problem(join(path, key), "unknown key, expected one of " + known);
        });
    }

    private @Nullable Object component(JsonNode node, String path, RecordComponent component) {
        String key = Names.snake(component.getName());
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            return optional ? null : problem(join(path, key), "missing");
        }
        return value(value, join(path, key), component.getGenericType());
    }

    private <R extends Record> @Nullable R construct(
            String path, Class<R> type, RecordComponent[] components, Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException cause)
                return problem(path, String.valueOf(cause.getMessage()));
            throw new IllegalStateException("Cannot build " + type.getName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot build " + type.getName(), e);
        }
    }

    private @Nullable Object value(JsonNode node, String path, Type type) {
        if (type instanceof ParameterizedType generic) return collection(node, path, generic);
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) return bind(node, path, raw.asSubclass(Record.class));
        if (raw.isEnum()) return constant(node, path, raw);
        return scalar(node, path, raw);
    }

    private @Nullable Object collection(JsonNode node, String path, ParameterizedType type) {
        if (type.getRawType() == List.class) {
            if (!node.isArray()) return problem(path, "expected a list, is: " + node);
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < node.size(); i++) {
                Object value = value(node.get(i), join(path, String.valueOf(i)), type.getActualTypeArguments()[0]);
                if (value != null) values.add(value);
            }
            return values;
        }
        if (!node.isObject()) return problem(path, "expected keys and values, is: " + node);
        Map<String, Object> values = new LinkedHashMap<>();
        node.fields().forEachRemaining(entry -> {
            Object value = value(entry.getValue(), join(path, entry.getKey()), type.getActualTypeArguments()[1]);
            if (value != null) values.put(entry.getKey(), value);
        });
        return values;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private @Nullable Object constant(JsonNode node, String path, Class<?> type) {
        try {
            return Names.fromKebab((Class<? extends Enum>) type, node.asText());
        } catch (IllegalArgumentException e) {
            return problem(path, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Object scalar(JsonNode node, String path, Class<?> type) {
        if (type == String.class)
            return node.isValueNode() ? node.asText() : problem(path, "expected a text, is: " + node);
        if (type == int.class || type == Integer.class)
            return node.canConvertToInt() && node.isIntegralNumber()
                    ? (Object) node.intValue()
                    : problem(path, "expected a whole number, is: " + node);
        if (type == long.class || type == Long.class)
            return node.isIntegralNumber()
                    ? (Object) node.longValue()
                    : problem(path, "expected a whole number, is: " + node);
        if (type == double.class || type == Double.class)
            return node.isNumber() ? (Object) node.doubleValue() : problem(path, "expected a number, is: " + node);
        if (type == boolean.class || type == Boolean.class)
            return node.isBoolean()
                    ? (Object) node.booleanValue()
                    : problem(path, "expected true or false, is: " + node);
        if (type == Duration.class) return duration(node, path);
        throw new IllegalStateException("No recipe value has type " + type.getName() + " (" + path + ")");
    }

    private @Nullable Object duration(JsonNode node, String path) {
        Matcher matcher = DURATION.matcher(node.asText());
        if (!matcher.matches()) return problem(path, "expected a duration such as 30s, 500ms or 2h, is: " + node);
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private <T> @Nullable T problem(String path, String text) {
        problems.add(file + ": " + (path.isEmpty() ? "" : path + ": ") + text);
        return null;
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
