package org.alignersquad.models.generate;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.Tensor;
import org.alignersquad.models.generate.Choice.Chosen;
import org.jspecify.annotations.Nullable;

/**
 * A running generation: gives results as they are done, one per prompt, in no particular order. Between two results it
 * computes only as far as the next. Prompts are read ahead in small numbers, so that their number does not matter for
 * memory. For one thread; closing frees the cache.
 */
public final class Generation implements Iterator<Generated>, AutoCloseable {
    private final int maxTokens;
    private final PromptQueue queue;
    private final RowCache cache;
    private final Choice choice;
    private final Queue<Generated> done = new ArrayDeque<>();

    Generation(
            FrozenModel<DecoderConfig> model,
            GenerationConfig config,
            @Nullable StopStrings stopStrings,
            int maxTokens,
            Iterator<Prompt> prompts) {
        this.maxTokens = maxTokens;
        int maxPositions = model.config().maxPositions();
        queue = new PromptQueue(
                prompts, prompt -> waiting(new GeneratingRow(prompt, config, maxPositions, stopStrings)));
        cache = new RowCache(model);
        choice = new Choice(model, config);
    }

    private @Nullable GeneratingRow waiting(GeneratingRow row) {
        Generated result = row.withoutRoom();
        if (result == null) return row;
        done.add(result);
        return null;
    }

    @Override
    public boolean hasNext() {
        while (done.isEmpty() && !(queue.isEmpty() && cache.used() == 0)) {
            rearrange();
            enter();
            if (cache.used() > 0) step();
        }
        return !done.isEmpty();
    }

    @Override
    public Generated next() {
        if (!hasNext()) throw new NoSuchElementException();
        return done.remove();
    }

    /** Gives the cache another shape where the present one keeps rows waiting or computes too much. */
    private void rearrange() {
        int live = cache.live().size();
        if (queue.isEmpty()) {
            // moving a cache costs as much as some steps
            if (4 * live <= 3 * cache.used()) cache.resize(live, cache.positions());
            return;
        }
        int need = cache.live().stream().mapToInt(GeneratingRow::need).max().orElse(0);
        int fits = queue.longestNeed(cache.positions());
        int wanted = Math.max(need, fits == 0 ? queue.longestNeed() : fits);
        boolean tooShort = fits == 0 && live < rows(wanted);
        boolean tooLong = 2 * wanted <= cache.positions() && rows(wanted) > cache.size();
        if (tooShort || tooLong) cache.resize(Math.max(live, rows(wanted)), wanted);
    }

    /** Rows that a cache of that many positions may have, and has a use for. */
    private int rows(int positions) {
        return Math.max(1, Math.min(maxTokens / positions, cache.live().size() + queue.size()));
    }

    private void enter() {
        while (!queue.isEmpty() && queue.longestNeed(cache.positions()) > 0 && cache.free() >= entrance()) {
            List<GeneratingRow> rows = queue.take(cache.positions(), cache.free());
            try (Scope scope = Scope.inference()) {
                take(rows, choice.of(scope, cache.enter(scope, rows), rows));
            }
        }
    }

    /** Free places that are worth filling: rows that enter together are computed faster than one by one. */
    private int entrance() {
        return Math.max(1, Math.min(cache.size() / 8, queue.size()));
    }

    private void step() {
        List<GeneratingRow> rows = cache.live();
        try (Scope scope = Scope.inference()) {
            Tensor states = cache.step(scope);
            take(rows, choice.of(scope, states, rows));
        }
    }

    private void take(List<GeneratingRow> rows, Chosen chosen) {
        for (int i = 0; i < rows.size(); i++) {
            Generated result = rows.get(i).take((int) chosen.tokens()[i], chosen.logProbs()[i]);
            if (result == null) continue;
            done.add(result);
            cache.remove(rows.get(i));
        }
    }

    @Override
    public void close() {
        cache.close();
    }
}
