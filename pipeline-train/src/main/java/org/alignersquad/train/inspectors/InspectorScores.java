package org.alignersquad.train.inspectors;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.alignersquad.core.spark.LocalFolders;
import org.alignersquad.core.spark.StageResources;
import org.alignersquad.models.Pair;
import org.alignersquad.models.inspector.Inspector;
import org.alignersquad.train.files.HadoopSettings;
import org.alignersquad.train.rounds.ComputeRecipe;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;

/**
 * An inspector over judged responses, on the executors.
 *
 * @param directory the inspector's
 * @param version of the directory's content
 * @param compute where it scores; the CPU where it is linear
 */
record InspectorScores(String directory, String version, HadoopSettings settings, ComputeRecipe compute)
        implements java.io.Serializable {
    private static final int ROWS_AT_ONCE = 512;
    private static final StructType COLUMNS = new StructType()
            .add("id", DataTypes.StringType)
            .add("source", DataTypes.StringType)
            .add("split", DataTypes.StringType)
            .add("group", DataTypes.StringType)
            .add("question_type", DataTypes.StringType)
            .add("label", DataTypes.IntegerType)
            .add("length", DataTypes.IntegerType)
            .add("baseline", DataTypes.DoubleType)
            .add("log_odds", DataTypes.FloatType);

    /**
     * Columns {@code id, source, split, group, question_type, label, length} (characters of the response), {@code baseline}
     * as given, and {@code log_odds}.
     */
    Dataset<Row> of(Dataset<Row> pairs, StageResources resources) {
        InspectorScores scores = this;
        return resources.mapPartitions(pairs, scores::score, Encoders.row(COLUMNS));
    }

    private Iterator<Row> score(Iterator<Row> rows) {
        Inspector inspector =
                Inspector.open(LocalFolders.of(settings.configuration(), directory, version), compute.onTask());
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> inspector.close());
        return new Iterator<>() {
            private Iterator<Row> ready = List.<Row>of().iterator();

            @Override
            public boolean hasNext() {
                return ready.hasNext() || rows.hasNext();
            }

            @Override
            public Row next() {
                if (!ready.hasNext()) ready = score(inspector, take(rows)).iterator();
                return ready.next();
            }
        };
    }

    private static List<Row> take(Iterator<Row> rows) {
        List<Row> batch = new ArrayList<>();
        while (batch.size() < ROWS_AT_ONCE && rows.hasNext()) batch.add(rows.next());
        return batch;
    }

    private static List<Row> score(Inspector inspector, List<Row> batch) {
        float[] logOdds = inspector.logOdds(batch.stream()
                .map(row -> new Pair(row.getAs("prompt"), row.getAs("response")))
                .toList());
        List<Row> scored = new ArrayList<>();
        for (int i = 0; i < logOdds.length; i++) {
            Row row = batch.get(i);
            int length = row.<String>getAs("response").length();
            scored.add(RowFactory.create(
                    row.getAs("id"),
                    row.getAs("source"),
                    row.getAs("split"),
                    row.getAs("group"),
                    row.getAs("question_type"),
                    row.getAs("label"),
                    length,
                    row.getAs("baseline"),
                    logOdds[i]));
        }
        return scored;
    }
}
