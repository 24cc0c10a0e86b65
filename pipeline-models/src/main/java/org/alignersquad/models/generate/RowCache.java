package org.alignersquad.models.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.TokenBatch;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.batch.LengthBuckets;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.Tensor;
import org.alignersquad.models.engine.TensorList;
import org.jspecify.annotations.Nullable;

/** The rows in generation with their keys and values: per layer a table of rows × positions, in which some rows are free. */
final class RowCache implements AutoCloseable {
    private final FrozenModel<DecoderConfig> model;
    /** The row in each place; null is free. */
    private final List<@Nullable GeneratingRow> rows = new ArrayList<>();

    private int positions;
    private Scope owner = Scope.inference();
    private TensorList keys = owner.list();
    private TensorList values = owner.list();

    RowCache(FrozenModel<DecoderConfig> model) {
        this.model = model;
    }

    /** Places for rows. */
    int size() {
        return rows.size();
    }

    int positions() {
        return positions;
    }

    /** The rows that are here, in the order of their places. */
    List<GeneratingRow> live() {
        return rows.stream().filter(Objects::nonNull).toList();
    }

    int free() {
        return (int) places(false).count();
    }

    /** Places up to the last that is taken: a step computes them all. */
    int used() {
        int used = rows.size();
        while (used > 0 && rows.get(used - 1) == null) used--;
        return used;
    }

    void remove(GeneratingRow row) {
        rows.set(rows.indexOf(row), null);
    }

    /** Moves the rows that are here to the first places of tables of another size, which has room for them. */
    void resize(int newSize, int newPositions) {
        List<GeneratingRow> live = live();
        long[] places = places(true).toArray();
        Scope next = Scope.inference();
        keys = rearrange(next, keys, places, newSize, newPositions);
        values = rearrange(next, values, places, newSize, newPositions);
        owner.close();
        owner = next;
        positions = newPositions;
        rows.clear();
        for (int i = 0; i < newSize; i++) rows.add(i < live.size() ? live.get(i) : null);
    }

    private TensorList rearrange(Scope next, TensorList caches, long[] places, long size, long newPositions) {
        try (Scope scope = Scope.inference()) {
            return model.program()
                    .callList(next, "rearrange", model.weights(), caches, scope.ints(places), size, newPositions);
        }
    }

    /**
     * Puts rows of one width into free places.
     *
     * @return hidden states after their prompts
     */
    Tensor enter(Scope scope, List<GeneratingRow> entering) {
        long[] places = places(false).limit(entering.size()).toArray();
        for (int i = 0; i < places.length; i++) rows.set((int) places[i], entering.get(i));
        TokenBatch batch = TokenBatch.of(
                        model.config(),
                        entering.stream().map(row -> row.prompt().inputIds()).toList())
                .padded(entering.get(0).width());
        return model.program()
                .call(
                        scope,
                        "enter",
                        batch.ids(scope),
                        batch.lengths(scope),
                        scope.ints(places),
                        keys,
                        values,
                        model.weights());
    }

    /** Hidden states after the last token of each row that is here; the token's keys and values are added. */
    Tensor step(Scope scope) {
        int used = used();
        long[] tokens = new long[used];
        long[] at = new long[used];
        int longest = 0;
        for (int i = 0; i < used; i++) {
            GeneratingRow row = rows.get(i);
            if (row == null) continue; // computed and not looked at
            at[i] = row.length() - 1L;
            tokens[i] = row.token(row.length() - 1);
            longest = Math.max(longest, row.length());
        }
        return model.program()
                .call(
                        scope,
                        "advance",
                        scope.ints(tokens),
                        scope.ints(at),
                        scope.ints(places(true).toArray()),
                        (long) LengthBuckets.roundUp(longest, GeneratingRow.POSITION_STEP),
                        keys,
                        values,
                        model.weights());
    }

    private LongStream places(boolean taken) {
        return IntStream.range(0, rows.size())
                .filter(i -> (rows.get(i) != null) == taken)
                .mapToLong(i -> i);
    }

    @Override
    public void close() {
        owner.close();
    }
}
