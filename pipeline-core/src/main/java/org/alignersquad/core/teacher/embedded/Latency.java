package org.alignersquad.core.teacher.embedded;

import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long a server takes from a request to its response: {@code fixed} with {@code median}, {@code uniform} with
 * {@code from} and {@code to}, or {@code lognormal} with {@code median} and {@code sigma}, which is how answers of
 * language models are spread.
 *
 * @param sigma standard deviation of the latency's natural logarithm; 0.5 puts one in fifty above 2.8 medians
 */
public record Latency(
        Distribution distribution,
        @Nullable Duration median,
        @Nullable Duration from,
        @Nullable Duration to,
        @Nullable Double sigma) {

    /** The shape of a {@link Latency}. */
    public enum Distribution {
        FIXED,
        UNIFORM,
        LOGNORMAL
    }

    public Latency {
        boolean uniform = distribution == Distribution.UNIFORM;
        requirePresent("median", median, !uniform);
        requirePresent("from", from, uniform);
        requirePresent("to", to, uniform);
        requirePresent("sigma", sigma, distribution == Distribution.LOGNORMAL);
        if (from != null && to != null && to.compareTo(from) < 0) {
            throw new IllegalArgumentException("to must be at least from, are: " + from + ", " + to);
        }
        if (sigma != null && !(sigma >= 0))
            throw new IllegalArgumentException("sigma must be at least 0, is: " + sigma);
    }

    private static void requirePresent(String key, @Nullable Object value, boolean wanted) {
        if ((value != null) == wanted) return;
        throw new IllegalArgumentException(key + (wanted ? " is missing" : " does not go with this distribution"));
    }

    static Latency fixed(Duration duration) {
        return new Latency(Distribution.FIXED, duration, null, null, null);
    }

    /** In nanoseconds. */
    long draw(SplittableRandom random) {
        return switch (distribution) {
            case FIXED -> nanos(median);
            case UNIFORM -> nanos(from) + (long) (random.nextDouble() * (nanos(to) - nanos(from)));
            case LOGNORMAL -> (long) (nanos(median) * Math.exp(normal(random) * (sigma == null ? 0 : sigma)));
        };
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toNanos();
    }

    /** Box and Muller. */
    private static double normal(SplittableRandom random) {
        double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
        return radius * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
