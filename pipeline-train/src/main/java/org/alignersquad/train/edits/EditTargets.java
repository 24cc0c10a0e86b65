package org.alignersquad.train.edits;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.aligner.Hunk;
import org.alignersquad.models.aligner.TextDiff;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Scripts in place of aligned responses.
 *
 * @param recipe absent: scripts are of all that changed
 * @param dropped by criterion; empty where none are learnt
 */
public record EditTargets(@Nullable EditsRecipe recipe, Map<String, DroppedWords> dropped) implements Serializable {
    public EditTargets {
        dropped = Map.copyOf(dropped);
    }

    /** What the recipe says, by the words of these pairs' train split. */
    public static EditTargets of(@Nullable EditsRecipe recipe, Dataset<Row> pairs) {
        DroppedWordsRecipe words = recipe == null ? null : recipe.droppedWords();
        return new EditTargets(recipe, words == null ? Map.of() : DroppedWordCounts.of(pairs, words));
    }

    /** The pairs with the script in column {@code aligned_response}, without those that hold nothing to learn. */
    public Dataset<Row> in(Dataset<Row> pairs) {
        EditTargets targets = this;
        return pairs.flatMap((FlatMapFunction<Row, Row>) targets::target, Encoders.row(pairs.schema()));
    }

    private Iterator<Row> target(Row row) {
        String response = row.getAs("response");
        boolean aligned = row.<Integer>getAs("label") == 0;
        String script = aligned ? "" : script(row.getAs("criterion"), response, row.getAs("aligned_response"));
        if (script.isEmpty() && !aligned) return List.<Row>of().iterator();
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) values[i] = row.get(i);
        values[row.fieldIndex("aligned_response")] = script;
        return List.of(RowFactory.create(values)).iterator();
    }

    /** The script that is learnt of a pair; empty where it holds nothing to learn. */
    String script(String criterion, String response, String aligned) {
        TextDiff diff = TextDiff.between(response, aligned);
        if (recipe == null) return diff.edits().script();
        List<Hunk> hunks = new ArrayList<>(
                dropped.getOrDefault(criterion, DroppedWords.NONE).of(diff, aligned));
        if (recipe.lastSentence() != null) {
            String sentence = Addition.lastSentence(aligned, recipe.lastSentence());
            int end = diff.units().size();
            if (sentence != null && !response.contains(sentence))
                hunks.add(new Hunk(end, end, Addition.behind(response, sentence)));
        }
        return new TextDiff(diff.units(), hunks).edits().script();
    }
}
