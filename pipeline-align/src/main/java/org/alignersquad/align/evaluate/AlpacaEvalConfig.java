package org.alignersquad.align.evaluate;

/**
 * Files for AlpacaEval's tools.
 *
 * @param generator name of the aligned answers there; the original ones get {@code <generator>-before}
 * @param mostRows rows to write, drawn by a hash of their ids: its tools read everything into memory
 */
public record AlpacaEvalConfig(String generator, int mostRows) {
    public AlpacaEvalConfig {
        if (generator.isBlank()) throw new IllegalArgumentException("generator must not be blank");
        if (mostRows < 1) throw new IllegalArgumentException("most_rows must be at least 1, is: " + mostRows);
    }
}
