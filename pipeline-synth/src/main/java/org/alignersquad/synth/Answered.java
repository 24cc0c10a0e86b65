package org.alignersquad.synth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.core.spark.StageOutput;

/**
 * What became of the questions.
 *
 * @param selected stages that chose which questions are asked; empty where all are
 * @param calls stages that asked, in order
 * @param filtered their last ones: rows that are accepted
 * @param targets by criterion; empty where no criterion has a target
 */
record Answered(
        List<StageOutput> selected, List<StageOutput> calls, List<StageOutput> filtered, Map<String, Target> targets) {
    Answered {
        selected = List.copyOf(selected);
        calls = List.copyOf(calls);
        filtered = List.copyOf(filtered);
        targets = new TreeMap<>(targets);
    }

    /** All questions, or until there are {@code target_rows}. */
    static Answered of(Setup setup, AnswerStages asking, StageOutput questions) {
        if (setup.recipe().hasTarget()) return Waves.run(setup, asking, questions);
        List<StageOutput> calls = asking.answers(questions, "");
        return new Answered(List.of(), calls, List.of(asking.filtered(calls.get(calls.size() - 1), "")), Map.of());
    }

    /** In the order in which they ran within each kind. */
    List<StageOutput> stages() {
        List<StageOutput> all = new ArrayList<>(selected);
        all.addAll(calls);
        all.addAll(filtered);
        return all;
    }
}
