package org.alignersquad.train.inspectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * AUCs on parts of the test rows: by source, by question type and by decile of the response's length, beside the rule that
 * goes by length alone and the bag of words.
 *
 * @param lengthSign 1 where longer responses are more often misaligned on validation rows, else -1
 */
record Slices(List<Judgement> test, int lengthSign) {
    private static final int DECILES = 10;
    /** Smaller parts say nothing. */
    private static final int FEWEST_OF_A_CLASS = 5;

    ObjectNode json() {
        ObjectNode slices = JsonNodeFactory.instance.objectNode();
        slices.set("by_source", by(Judgement::source));
        slices.set("by_question_type", by(Judgement::questionType));
        slices.set("by_length_decile", table(deciles()));
        return slices;
    }

    private ArrayNode by(Function<Judgement, String> key) {
        Map<String, List<Judgement>> parts = new TreeMap<>();
        for (Judgement row : test)
            parts.computeIfAbsent(key.apply(row), missing -> new ArrayList<>()).add(row);
        return table(parts);
    }

    private Map<String, List<Judgement>> deciles() {
        List<Judgement> sorted =
                test.stream().sorted(Comparator.comparingInt(Judgement::length)).toList();
        Map<String, List<Judgement>> parts = new TreeMap<>();
        for (int i = 0; i < DECILES; i++) {
            List<Judgement> part = sorted.subList(i * sorted.size() / DECILES, (i + 1) * sorted.size() / DECILES);
            if (part.isEmpty()) continue;
            int longest = part.get(part.size() - 1).length();
            parts.put(
                    String.format(
                            "%02d: %d to %d characters", i + 1, part.get(0).length(), longest),
                    part);
        }
        return parts;
    }

    private ArrayNode table(Map<String, List<Judgement>> parts) {
        ArrayNode table = JsonNodeFactory.instance.arrayNode();
        parts.forEach((name, rows) -> table.add(row(name, rows)));
        return table;
    }

    private ObjectNode row(String name, List<Judgement> rows) {
        long misaligned = rows.stream().filter(row -> row.label() == 1).count();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("rows", rows.size())
                .put("misaligned", misaligned);
        if (Math.min(misaligned, rows.size() - misaligned) < FEWEST_OF_A_CLASS) return json;
        Bootstrap.Interval interval = new Bootstrap(rows).auc(Judgement::logOdds);
        json.put("auc", auc(rows, Judgement::logOdds))
                .put("auc_low", Evaluation.round(interval.low()))
                .put("auc_high", Evaluation.round(interval.high()))
                .put("length_auc", auc(rows, row -> lengthSign * row.length()));
        return Evaluation.hasBaseline(rows) ? json.put("baseline_auc", auc(rows, Judgement::baseline)) : json;
    }

    private static double auc(List<Judgement> rows, ToDoubleFunction<Judgement> score) {
        return Evaluation.round(Evaluation.auc(rows, score).value());
    }
}
