package org.alignersquad.models.generate;

import java.util.List;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.architecture.DecoderConfig;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.Tensor;
import org.alignersquad.models.engine.TensorList;

/** Chooses next tokens, for rows of any kind together. */
record Choice(FrozenModel<DecoderConfig> model, GenerationConfig config) {
    /** Tokens and their log-probabilities. */
    record Chosen(long[] tokens, float[] logProbs) {}

    /** @param states hidden states, a row for each of these rows */
    Chosen of(Scope scope, Tensor states, List<GeneratingRow> rows) {
        boolean early = rows.stream().anyMatch(GeneratingRow::early);
        TensorList chosen = model.program()
                .callList(
                        scope,
                        "choose",
                        states,
                        history(scope, rows),
                        floats(
                                scope,
                                rows.stream().map(row -> row.early() ? 1f : 0f).toList()),
                        scope.ints(early ? stops() : new long[0]),
                        floats(scope, rows.stream().map(GeneratingRow::uniform).toList()),
                        config.doSample() ? config.temperature() : 0.0,
                        (long) config.topK(),
                        config.topP(),
                        config.repetitionPenalty(),
                        model.headWeights());
        return new Chosen(chosen.get(0).ints(), chosen.get(1).floats());
    }

    private long[] stops() {
        return config.eosTokenIds().stream().mapToLong(Integer::longValue).toArray();
    }

    private static Tensor floats(Scope scope, List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) floats[i] = values.get(i);
        return scope.floats(floats);
    }

    /** The tokens of each row, filled up with its first one, which changes nothing. */
    private Tensor history(Scope scope, List<GeneratingRow> rows) {
        if (config.repetitionPenalty() == 1) return scope.ints(new long[rows.size()], rows.size(), 1);
        int width = rows.stream().mapToInt(GeneratingRow::length).max().orElse(1);
        long[] ids = new long[rows.size() * width];
        for (int i = 0; i < ids.length; i++) {
            GeneratingRow row = rows.get(i / width);
            ids[i] = row.token(i % width < row.length() ? i % width : 0);
        }
        return scope.ints(ids, rows.size(), width);
    }
}
