package org.alignersquad.align.evaluate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.TeacherAccess;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/** What is asked about changed rows: for each kept rewrite's criterion and for the labelled one, both orders. */
record ComparisonRows(TeacherAccess access, Judge judge) implements MapPartitionsFunction<Row, Row> {
    static final Outcomes<Comparison> OUTCOMES = Outcomes.of(Comparison.class);

    @Override
    public Iterator<Row> call(Iterator<Row> changed) {
        Iterable<Row> rows = () -> changed;
        Stream<Comparison> comparisons =
                StreamSupport.stream(rows.spliterator(), false).flatMap(row -> comparisons(row).stream());
        return comparisons
                .map(comparison -> OUTCOMES.kept(access.shard(judge, comparison), comparison))
                .iterator();
    }

    private List<Comparison> comparisons(Row row) {
        Collection<String> accepted = new TreeSet<>(row.getList(row.fieldIndex(ChangedRows.ACCEPTED)));
        Collection<String> criteria = new TreeSet<>(accepted);
        String fault = row.getAs("fault");
        if (fault != null && judge.tasks().containsKey(fault)) criteria.add(fault);
        List<Comparison> comparisons = new ArrayList<>();
        for (String criterion : criteria) {
            Comparison originalFirst = comparison(row, criterion, accepted.contains(criterion));
            comparisons.add(originalFirst);
            comparisons.add(originalFirst.shownFirst(ShownFirst.ALIGNED));
        }
        return comparisons;
    }

    private static Comparison comparison(Row row, String criterion, boolean accepted) {
        String original = row.getAs("original");
        String aligned = row.getAs("aligned");
        return new Comparison(
                row.getAs("row_id"),
                criterion,
                row.getAs("question_type"),
                accepted,
                ShownFirst.ORIGINAL,
                row.getAs("prompt"),
                original,
                aligned,
                Words.logLengthRatio(aligned, original));
    }
}
