package org.alignersquad.train.aligners;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.alignersquad.core.spark.LocalFolders;
import org.alignersquad.models.Pair;
import org.alignersquad.models.aligner.AlignerModel;
import org.alignersquad.models.aligner.Rewrite;
import org.alignersquad.train.files.HadoopSettings;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * An aligner over judged responses, on the executors.
 *
 * @param directory the aligner's
 * @param version of the directory's content
 */
record AlignerRewrites(String directory, String version, int maxNewTokens, HadoopSettings settings)
        implements java.io.Serializable {
    private static final StructType COLUMNS = new StructType()
            .add("split", DataTypes.StringType)
            .add("label", DataTypes.IntegerType)
            .add("exact", DataTypes.BooleanType)
            .add("unchanged", DataTypes.BooleanType)
            .add("finished", DataTypes.BooleanType);

    /**
     * Columns {@code split, label}, {@code exact} (the rewrite is the teacher's aligned response), {@code unchanged} (it is
     * the given response) and {@code finished}.
     */
    Dataset<Row> of(Dataset<Row> pairs) {
        AlignerRewrites rewrites = this;
        return pairs.mapPartitions((MapPartitionsFunction<Row, Row>) rewrites::rewrite, Encoders.row(COLUMNS));
    }

    /** Rows are a bounded sample: a task holds its part. */
    private Iterator<Row> rewrite(Iterator<Row> rows) {
        List<Row> all = new ArrayList<>();
        rows.forEachRemaining(all::add);
        List<Pair> pairs = all.stream()
                .map(row -> new Pair(row.getAs("prompt"), row.getAs("response")))
                .toList();
        if (pairs.isEmpty()) return List.<Row>of().iterator();
        try (AlignerModel aligner = AlignerModel.open(LocalFolders.of(settings.configuration(), directory, version))) {
            List<Rewrite> rewrites = aligner.rewrite(pairs, maxNewTokens);
            List<Row> results = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) results.add(result(all.get(i), rewrites.get(i)));
            return results.iterator();
        }
    }

    private static Row result(Row row, Rewrite rewrite) {
        return RowFactory.create(
                row.getAs("split"),
                row.getAs("label"),
                rewrite.text().equals(row.getAs("aligned_response")),
                rewrite.text().equals(row.getAs("response")),
                rewrite.finished());
    }
}
