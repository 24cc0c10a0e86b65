package org.alignersquad.core.teacher;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long an endpoint asks to be left alone: {@code retry-after-ms}, {@code Retry-After} in seconds or as a date (RFC
 * 9110, 10.2.3), or the reset times of whichever {@code x-ratelimit-…} is used up.
 */
final class RetryAfter {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");
    private static final Pattern PARTS = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ms|s|m|h|d))+");

    private RetryAfter() {}

    /**
     * Null where the endpoint does not say.
     *
     * @param header gives a header's first value
     */
    static @Nullable Duration of(Function<String, Optional<String>> header, Instant now) {
        @Nullable String millis = header.apply("retry-after-ms").orElse(null);
        if (millis != null && NUMBER.matcher(millis.strip()).matches()) return millis(Double.parseDouble(millis));
        @Nullable String after = header.apply("Retry-After").orElse(null);
        @Nullable Duration named = after == null ? null : parse(after, now);
        return named == null ? reset(header) : named;
    }

    private static @Nullable Duration reset(Function<String, Optional<String>> header) {
        return Stream.of("requests", "tokens")
                .filter(what -> header.apply("x-ratelimit-remaining-" + what)
                        .filter("0"::equals)
                        .isPresent())
                .flatMap(what -> header.apply("x-ratelimit-reset-" + what).stream())
                .flatMap(text -> Stream.ofNullable(span(text.strip())))
                .max(Duration::compareTo)
                .orElse(null);
    }

    /** Null where the header is neither seconds nor a date. */
    static @Nullable Duration parse(String header, Instant now) {
        String value = header.strip();
        if (NUMBER.matcher(value).matches()) return millis(Double.parseDouble(value) * 1000);
        try {
            Duration wait = Duration.between(
                    now,
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** As in {@code 6m0s} or {@code 20ms}; a bare number is seconds. */
    private static @Nullable Duration span(String text) {
        if (NUMBER.matcher(text).matches()) return millis(Double.parseDouble(text) * 1000);
        if (!PARTS.matcher(text).matches()) return null;
        double millis = 0;
        for (Matcher part = PART.matcher(text); part.find(); ) {
            millis += Double.parseDouble(part.group(1)) * unitMillis(part.group(2));
        }
        return millis(millis);
    }

    private static double unitMillis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1e3;
            case "m" -> 60e3;
            case "h" -> 3600e3;
            default -> 86400e3;
        };
    }

    private static Duration millis(double millis) {
        return Duration.ofNanos((long) Math.ceil(millis * 1e6));
    }
}
