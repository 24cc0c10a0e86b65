package org.alignersquad.train.rounds;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.alignersquad.models.engine.FlatView;

/**
 * A row of 32-bit numbers in chunks, since it may be longer than a Java array, and what is sent and summed must be smaller than
 * Spark's messages may be. All that belongs to one training has the same chunks.
 *
 * @param chunks in order, not copied: treat them as values
 */
public record Floats(List<float[]> chunks) implements Serializable {
    /** None at all. */
    public static final Floats NONE = new Floats(List.of());

    /** Numbers of a chunk: with two moments 200 MB, a fifth of what Spark lets a job's results be where nothing is set. */
    static final int CHUNK = 1 << 24;

    public Floats {
        chunks = List.copyOf(chunks);
    }

    /** One chunk. */
    static Floats of(float... values) {
        return new Floats(List.of(values));
    }

    /** The view's numbers, copied. */
    public static Floats copyOf(FlatView view) {
        return copyOf(view, CHUNK);
    }

    static Floats copyOf(FlatView view, int chunk) {
        List<float[]> chunks = new ArrayList<>();
        for (long from = 0; from < view.size(); from += chunk) {
            float[] values = new float[(int) Math.min(chunk, view.size() - from)];
            view.read(from, values);
            chunks.add(values);
        }
        return new Floats(chunks);
    }

    /** The view's numbers, copied into chunks like these. */
    Floats like(FlatView view) {
        Floats copy = zeros();
        copy.each(view, view::read);
        return copy;
    }

    /** Overwrites the view with these numbers. */
    public void writeTo(FlatView view) {
        each(view, view::write);
    }

    private interface Move {
        void chunk(long from, float[] values);
    }

    private void each(FlatView view, Move move) {
        if (view.size() != size())
            throw new IllegalArgumentException(size() + " numbers do not fit " + view.size() + " weights");
        long from = 0;
        for (float[] values : chunks) {
            move.chunk(from, values);
            from += values.length;
        }
    }

    /** As many zeros in like chunks. */
    Floats zeros() {
        return new Floats(
                chunks.stream().map(values -> new float[values.length]).toList());
    }

    Floats copy() {
        return new Floats(chunks.stream().map(float[]::clone).toList());
    }

    public long size() {
        return chunks.stream().mapToLong(values -> values.length).sum();
    }

    float[] chunk(int index) {
        return chunks.get(index);
    }

    /** The chunk alone; nothing where there is nothing. */
    Floats part(int index) {
        return chunks.isEmpty() ? NONE : new Floats(List.of(chunks.get(index)));
    }

    /** The parts' chunks in order. */
    static Floats join(List<Floats> parts) {
        return new Floats(parts.stream().flatMap(part -> part.chunks.stream()).toList());
    }

    /** Adds in place. */
    void add(Floats other) {
        for (int c = 0; c < chunks.size(); c++) {
            float[] to = chunks.get(c);
            float[] values = other.chunks.get(c);
            for (int i = 0; i < to.length; i++) to[i] += values[i];
        }
    }

    /** Subtracts in place. */
    void subtract(Floats other) {
        for (int c = 0; c < chunks.size(); c++) {
            float[] from = chunks.get(c);
            float[] values = other.chunks.get(c);
            for (int i = 0; i < from.length; i++) from[i] -= values[i];
        }
    }

    /** Multiplies in place. */
    void scale(float factor) {
        for (float[] values : chunks) for (int i = 0; i < values.length; i++) values[i] *= factor;
    }

    /** Each divided by the count. */
    Floats mean(int count) {
        Floats mean = copy();
        for (float[] values : mean.chunks) for (int i = 0; i < values.length; i++) values[i] /= count;
        return mean;
    }

    double squares() {
        double squares = 0;
        for (float[] values : chunks) for (float value : values) squares += (double) value * value;
        return squares;
    }

    /** Whether all are numbers. */
    boolean finite() {
        // one infinity or NaN makes the sum of magnitudes the same
        double sum = 0;
        for (float[] values : chunks) for (float value : values) sum += Math.abs(value);
        return Double.isFinite(sum);
    }
}
