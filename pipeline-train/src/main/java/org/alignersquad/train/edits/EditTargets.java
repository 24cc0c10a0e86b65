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
 * @param choices sentences to add, by criterion; empty where there is no choice
 */
public record EditTargets(
        @Nullable EditsRecipe recipe, Map<String, DroppedWords> dropped, Map<String, List<String>> choices)
        implements Serializable {
    public EditTargets {
        dropped = Map.copyOf(dropped);
        choices = Map.copyOf(choices);
    }

    /** What the recipe says, by the words and sentences of these pairs' train split. */
    public static EditTargets of(@Nullable EditsRecipe recipe, List<String> criteria, Dataset<Row> pairs) {
        DroppedWordsRecipe words = recipe == null ? null : recipe.droppedWords();
        LastSentenceRecipe last = recipe == null ? null : recipe.lastSentence();
        return new EditTargets(
                recipe,
                words == null ? Map.of() : DroppedWordCounts.of(pairs, words),
                last == null || last.choices() == null ? Map.of() : SentenceChoices.of(pairs, criteria, last));
    }

    /** The pairs with the script in column {@code aligned_response}, without those that hold nothing to learn. */
    public Dataset<Row> in(Dataset<Row> pairs) {
        EditTargets targets = this;
        return pairs.flatMap((FlatMapFunction<Row, Row>) targets::target, Encoders.row(pairs.schema()));
    }

    private Iterator<Row> target(Row row) {
        String response = row.getAs("response");
        if (row.<Integer>getAs("label") == 0)
            return List.of(with(row, row.getAs("id"), response, "")).iterator();
        String criterion = row.getAs("criterion");
        String aligned = row.getAs("aligned_response");
        String script = script(criterion, response, aligned);
        if (script.isEmpty()) return List.<Row>of().iterator();
        List<Row> rows = new ArrayList<>();
        rows.add(with(row, row.getAs("id"), response, script));
        if (row.getAs("split").equals("train")) rows.addAll(swapped(row, criterion, response, aligned));
        return rows.iterator();
    }

    /** Further rows with other words to drop. */
    private List<Row> swapped(Row row, String criterion, String response, String aligned) {
        DroppedWordsRecipe words = recipe == null ? null : recipe.droppedWords();
        if (words == null || words.swappedCopies() == null) return List.of();
        DroppedWords own = dropped.getOrDefault(criterion, DroppedWords.NONE);
        TextDiff diff = TextDiff.between(response, aligned);
        List<Hunk> hunks = own.of(diff, aligned);
        List<Row> rows = new ArrayList<>();
        for (int copy = 1; copy <= words.swappedCopies() && !hunks.isEmpty(); copy++) {
            String id = row.getAs("id") + "~" + copy;
            String other = own.swapped(diff, hunks, id);
            rows.add(with(row, id, other, script(criterion, other, aligned)));
        }
        return rows;
    }

    private static Row with(Row row, String id, String response, String script) {
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) values[i] = row.get(i);
        values[row.fieldIndex("id")] = id;
        values[row.fieldIndex("response")] = response;
        values[row.fieldIndex("aligned_response")] = script;
        return RowFactory.create(values);
    }

    /** The script that is learnt of a pair; empty where it holds nothing to learn. */
    String script(String criterion, String response, String aligned) {
        TextDiff diff = TextDiff.between(response, aligned);
        if (recipe == null) return diff.edits().script();
        List<Hunk> hunks = new ArrayList<>(
                dropped.getOrDefault(criterion, DroppedWords.NONE).of(diff, aligned));
        String sentence = addition(recipe.lastSentence(), criterion, Addition.lastSentence(aligned));
        int end = diff.units().size();
        if (!sentence.isEmpty() && !response.contains(sentence))
            hunks.add(new Hunk(end, end, Addition.behind(response, sentence)));
        return new TextDiff(diff.units(), hunks).edits().script();
    }

    /** What is added for an aligned response with that last sentence; empty for nothing. */
    private String addition(@Nullable LastSentenceRecipe last, String criterion, String own) {
        if (last == null || own.isEmpty()) return "";
        List<String> few = choices.getOrDefault(criterion, List.of());
        if (!few.isEmpty()) return SentenceChoices.nearest(few, own);
        return DroppedWords.distinct(own).size() <= last.maxWords() ? own : "";
    }
}
