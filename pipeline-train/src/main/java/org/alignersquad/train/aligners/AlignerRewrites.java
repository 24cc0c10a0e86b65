package org.alignersquad.train.aligners;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.alignersquad.core.spark.LocalFolders;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.text.Words;
import org.alignersquad.models.Pair;
import org.alignersquad.models.aligner.AlignerModel;
import org.alignersquad.models.aligner.Rewrite;
import org.alignersquad.models.inspector.Inspector;
import org.alignersquad.train.files.HadoopSettings;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * An aligner over judged responses, on the executors.
 *
 * @param directory the aligner's
 * @param version of the directory's content
 * @param gate absent: the aligner is measured alone
 */
record AlignerRewrites(
        String directory,
        String version,
        int maxNewTokens,
        @Nullable Gate gate,
        HadoopSettings settings) implements java.io.Serializable {
    private static final Rows<RewrittenRow> ROWS = Rows.of(RewrittenRow.class);

    /** Columns of {@link RewrittenRow}. */
    Dataset<Row> of(Dataset<Row> pairs) {
        AlignerRewrites rewrites = this;
        return pairs.mapPartitions((MapPartitionsFunction<Row, Row>) rewrites::rewrite, ROWS.encoder());
    }

    /** Rows are a bounded sample: a task holds its part. */
    private Iterator<Row> rewrite(Iterator<Row> rows) {
        List<Row> all = new ArrayList<>();
        rows.forEachRemaining(all::add);
        if (all.isEmpty()) return List.<Row>of().iterator();
        List<Rewrite> rewrites =
                rewrites(all.stream().map(AlignerRewrites::pair).toList());
        Scores scores = gate == null ? Scores.none(all.size()) : scores(gate, all, rewrites);
        List<Row> results = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) results.add(ROWS.row(result(all.get(i), rewrites.get(i), scores, i)));
        return results.iterator();
    }

    private static Pair pair(Row row) {
        return new Pair(row.getAs("prompt"), row.getAs("response"));
    }

    private List<Rewrite> rewrites(List<Pair> pairs) {
        Configuration conf = settings.configuration();
        try (AlignerModel aligner =
                AlignerModel.open(LocalFolders.of(conf, directory, version), base -> LocalFolders.of(conf, base))) {
            return aligner.rewrite(pairs, maxNewTokens);
        }
    }

    /** Probabilities of misalignment of the responses, of the rewrites and of always the same answer. */
    private record Scores(double threshold, float[] before, float[] after, float[] constant, String text) {
        static Scores none(int rows) {
            return new Scores(1, new float[rows], new float[rows], new float[rows], "");
        }

        boolean keeps(int row) {
            return before[row] >= threshold && after[row] < before[row];
        }
    }

    private Scores scores(Gate by, List<Row> rows, List<Rewrite> rewrites) {
        List<Pair> before = rows.stream().map(AlignerRewrites::pair).toList();
        List<Pair> after = new ArrayList<>();
        List<Pair> constant = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            after.add(new Pair(before.get(i).prompt(), rewrites.get(i).text()));
            constant.add(new Pair(before.get(i).prompt(), by.constant()));
        }
        try (Inspector inspector =
                Inspector.open(LocalFolders.of(settings.configuration(), by.directory(), by.version()))) {
            return new Scores(
                    inspector.card().threshold(),
                    inspector.score(before),
                    inspector.score(after),
                    inspector.score(constant),
                    by.constant());
        }
    }

    private static RewrittenRow result(Row row, Rewrite rewrite, Scores scores, int i) {
        String response = row.getAs("response");
        String reference = row.getAs("aligned_response");
        String gated = scores.keeps(i) ? rewrite.text() : response;
        return new RewrittenRow(
                row.getAs("split"),
                row.getAs("label"),
                rewrite.text().equals(reference),
                rewrite.text().equals(response),
                rewrite.finished(),
                ChrF.of(rewrite.text(), reference),
                Words.cosine(rewrite.text(), response),
                ChrF.of(response, reference),
                scores.after()[i] < scores.before()[i],
                scores.keeps(i),
                gated.equals(response),
                ChrF.of(gated, reference),
                Words.cosine(gated, response),
                scores.constant()[i] < scores.before()[i],
                ChrF.of(scores.text(), reference),
                Words.cosine(scores.text(), response));
    }
}
