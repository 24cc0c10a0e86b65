package org.alignersquad.align.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a report shows; the page's script draws it.
 *
 * @param squad null where the align job did not run
 * @param evaluation {@code evaluation.json} as it is; null where the evaluate job did not run
 */
record ReportData(
        List<Tile> tiles,
        List<JobPart> jobs,
        List<LearningCurve> curves,
        List<InspectorPlot> inspectors,
        @Nullable SquadPart squad,
        @Nullable JsonNode evaluation) {}
