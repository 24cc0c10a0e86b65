package org.alignersquad.align.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * What a squad did to a dump.
 *
 * @param decisions rows by what became of them
 * @param flow tries to rewrite, by what came before in the row
 * @param shifts scores before and after, one for each criterion
 */
record SquadPart(Map<String, Long> decisions, List<Flow> flow, List<Shift> shifts, List<Example> examples) {
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
