package org.alignersquad.models;

import java.util.List;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.Tensor;

/** Token sequences as one matrix, padded with 0 on the right. */
public final class TokenBatch {
    private final List<int[]> rows;
    private final int width;

    private TokenBatch(List<int[]> rows, int width) {
        this.rows = rows;
        this.width = width;
    }

    /** @throws IllegalArgumentException for a row that is empty, too long or holds an id outside the vocabulary */
    public static TokenBatch of(ModelConfig config, List<int[]> rows) {
        int width = 0;
        for (int[] row : rows) {
            width = Math.max(width, row.length);
            if (row.length == 0) throw new IllegalArgumentException("Cannot run a model on no tokens");
            for (int id : row) check("Token id", id, config.vocabSize());
        }
        if (width > config.maxPositions())
            throw new IllegalArgumentException(
                    "Input has " + width + " tokens, the model takes at most " + config.maxPositions());
        return new TokenBatch(rows, width);
    }

    private static void check(String what, int id, int vocabSize) {
        // the engine would end the process
        if (id < 0 || id >= vocabSize)
            throw new IllegalArgumentException(what + " must be in [0, " + vocabSize + "), is: " + id);
    }

    /** The same rows in a matrix of at least this width. */
    public TokenBatch padded(int minWidth) {
        return new TokenBatch(rows, Math.max(width, minWidth));
    }

    public int width() {
        return width;
    }

    /** The matrix, rows × width. */
    public Tensor ids(Scope scope) {
        return matrix(scope, rows);
    }

    /**
     * Types of these tokens, in the same layout; all 0 for a model that has only one type.
     *
     * @throws IllegalArgumentException for a type that the model does not have
     */
    public Tensor types(Scope scope, List<int[]> types, int typeVocabSize) {
        if (typeVocabSize == 1) return scope.ints(new long[rows.size() * width], rows.size(), width);
        for (int[] row : types) for (int type : row) check("Token type", type, typeVocabSize);
        return matrix(scope, types);
    }

    /** Other values of these tokens, in the same layout. */
    public Tensor matrix(Scope scope, List<int[]> values) {
        long[] padded = new long[rows.size() * width];
        for (int row = 0; row < values.size(); row++) {
            int[] from = values.get(row);
            for (int i = 0; i < from.length; i++) padded[row * width + i] = from[i];
        }
        return scope.ints(padded, rows.size(), width);
    }

    /** Tokens of each row. */
    public Tensor lengths(Scope scope) {
        return scope.ints(rows.stream().mapToLong(row -> row.length).toArray());
    }
}
