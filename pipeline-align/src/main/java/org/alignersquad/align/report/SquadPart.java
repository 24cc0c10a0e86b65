package org.alignersquad.align.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * What a squad did to a dump.
 *
 * @param decisions rows by what became of them
 * @param flow tries to rewrite, by what came before in the row
 * @param links the way of the rows that visited an aligner
 * @param shifts scores before and after, one for each criterion
 */
record SquadPart(
        Map<String, Long> decisions, List<Flow> flow, List<Link> links, List<Shift> shifts, List<Example> examples) {
    /**
     * Rows that went from one place to the next.
     *
     * @param layer of the place they came from: 0 is the start, n the n-th try
     * @param from {@code start}, or criterion and whether its rewrite was kept, as in {@code ethical +}
     * @param to likewise, or {@code =} and what became of the row
     */
    record Link(int layer, String from, String to, long rows) {}

    /**
     * @param after criterion of the try before in the same row; {@code start} where it is the row's first
     * @param decision what became of the rewrite, as in the trail
     */
    record Flow(String after, String criterion, String decision, long rows) {}

    /**
     * @param before rows by score in {@link SquadRows#SCORE_BINS} equal bins of [0, 1], before the squad
     * @param after the same after it
     */
    record Shift(String criterion, double meanBefore, double meanAfter, long[] before, long[] after) {}

    /**
     * A row to look at; texts are cut after {@link SquadRows#MOST_CHARACTERS}.
     *
     * @param criterion of the first try; {@code none} where nothing was tried
     * @param decision what became of the row
     * @param trail as in the aligned table
     */
    record Example(
            String id,
            String criterion,
            String decision,
            String prompt,
            String initialResponse,
            String alignedResponse,
            JsonNode scoresBefore,
            JsonNode scoresAfter,
            JsonNode trail) {}
}
