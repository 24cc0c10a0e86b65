package org.alignersquad.train.aligners;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.alignersquad.core.spark.LocalFolders;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.spark.StageResources;
import org.alignersquad.core.text.Words;
import org.alignersquad.models.Pair;
import org.alignersquad.models.aligner.AlignerModel;
import org.alignersquad.models.aligner.Rewrite;
import org.alignersquad.models.inspector.Inspector;
import org.alignersquad.train.edits.Addition;
import org.alignersquad.train.files.HadoopSettings;
import org.alignersquad.train.rounds.ComputeRecipe;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * An aligner over judged responses, on the executors, and what takes no model beside it.
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
        HadoopSettings settings,
        ComputeRecipe compute)
        implements java.io.Serializable {
    private static final Rows<RewrittenRow> ROWS = Rows.of(RewrittenRow.class);

    /** One way's answers to all rows; without an inspector all scores are 0. */
    private record Answers(Way way, List<String> texts, float[] scores) {}

    /** {@link RewrittenRow}s: for each pair one of each way. */
    Dataset<Row> of(Dataset<Row> pairs, StageResources resources) {
        AlignerRewrites rewrites = this;
        return resources.mapPartitions(pairs, rewrites::rewrite, ROWS.encoder());
    }

    /** Rows are a bounded sample: a task holds its part. */
    private Iterator<Row> rewrite(Iterator<Row> rows) {
        List<Row> all = new ArrayList<>();
        rows.forEachRemaining(all::add);
        if (all.isEmpty()) return List.<Row>of().iterator();
        List<Pair> pairs = all.stream()
                .map(row -> new Pair(row.getAs("prompt"), row.getAs("response")))
                .toList();
        List<Rewrite> rewrites = rewrites(pairs);
        List<String> texts = rewrites.stream().map(Rewrite::text).toList();
        List<Answers> ways = gate == null ? alone(pairs, texts) : gated(gate, pairs, texts);
        float[] before = ways.get(0).scores();
        List<Row> results = new ArrayList<>();
        for (Answers way : ways)
            for (int i = 0; i < all.size(); i++)
                results.add(ROWS.row(result(all.get(i), rewrites.get(i), way, before, i)));
        return results.iterator();
    }

    private List<Rewrite> rewrites(List<Pair> pairs) {
        Configuration conf = settings.configuration();
        try (AlignerModel aligner = AlignerModel.open(
                LocalFolders.of(conf, directory, version), base -> LocalFolders.of(conf, base), compute.onTask())) {
            return aligner.rewrite(pairs, maxNewTokens);
        }
    }

    /** The copy comes first. */
    private static List<Answers> alone(List<Pair> pairs, List<String> texts) {
        float[] none = new float[pairs.size()];
        List<String> copies = pairs.stream().map(Pair::response).toList();
        return List.of(new Answers(Way.COPY, copies, none), new Answers(Way.REWRITE, texts, none));
    }

    /** The copy comes first. */
    private List<Answers> gated(Gate by, List<Pair> pairs, List<String> texts) {
        Path folder = LocalFolders.of(settings.configuration(), by.directory(), by.version());
        try (Inspector inspector = Inspector.open(folder, compute.onTask())) {
            double threshold = inspector.card().threshold();
            Answers copy = answers(inspector, Way.COPY, pairs, response -> response);
            Answers rewrite = scored(inspector, Way.REWRITE, pairs, texts);
            Answers dropped = answers(inspector, Way.DROPPED, pairs, by.words()::without);
            Answers appended = answers(
                    inspector, Way.APPENDED, pairs, response -> response + Addition.behind(response, by.sentence()));
            return List.of(
                    copy,
                    rewrite,
                    dropped,
                    appended,
                    answers(inspector, Way.CONSTANT, pairs, response -> by.constant()),
                    behind(Way.GATED, copy, rewrite, threshold),
                    behind(Way.GATED_DROPPED, copy, dropped, threshold),
                    behind(Way.GATED_APPENDED, copy, appended, threshold));
        }
    }

    private static Answers answers(Inspector inspector, Way way, List<Pair> pairs, UnaryOperator<String> answer) {
        List<String> texts = pairs.stream().map(Pair::response).map(answer).toList();
        return scored(inspector, way, pairs, texts);
    }

    private static Answers scored(Inspector inspector, Way way, List<Pair> pairs, List<String> texts) {
        List<Pair> answered = IntStream.range(0, texts.size())
                .mapToObj(i -> new Pair(pairs.get(i).prompt(), texts.get(i)))
                .toList();
        return new Answers(way, texts, inspector.score(answered));
    }

    /** As job align decides: only what is called misaligned is changed, and only for something less so. */
    private static Answers behind(Way way, Answers copy, Answers answers, double threshold) {
        List<String> texts = new ArrayList<>();
        float[] scores = new float[copy.scores().length];
        for (int i = 0; i < scores.length; i++) {
            boolean kept = copy.scores()[i] >= threshold && answers.scores()[i] < copy.scores()[i];
            texts.add((kept ? answers : copy).texts().get(i));
            scores[i] = (kept ? answers : copy).scores()[i];
        }
        return new Answers(way, texts, scores);
    }

    private static RewrittenRow result(Row row, Rewrite rewrite, Answers way, float[] before, int i) {
        String response = row.getAs("response");
        String reference = row.getAs("aligned_response");
        String text = way.texts().get(i);
        return new RewrittenRow(
                row.getAs("split"),
                row.getAs("label"),
                way.way(),
                text.equals(reference),
                text.equals(response),
                rewrite.finished(),
                rewrite.mismatch() == null,
                ChrF.of(text, reference),
                Words.cosine(text, response),
                way.scores()[i] < before[i]);
    }
}
