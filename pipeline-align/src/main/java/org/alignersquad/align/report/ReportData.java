package org.alignersquad.align.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a report shows; the page's script draws it.
 *
 * @param seconds wall time by job: its stages, and for train its rounds
 * @param squad null where the align job did not run
 * @param rejects rejected rows to look at
 * @param evaluation {@code evaluation.json} as it is; null where the evaluate job did not run
 */
record ReportData(
        List<Tile> tiles,
        List<JobPart> jobs,
        Map<String, Double> seconds,
        List<LearningCurve> curves,
        List<InspectorPlot> inspectors,
        @Nullable SquadPart squad,
        List<RejectRows.Example> rejects,
        @Nullable JsonNode evaluation) {}
