package org.alignersquad.align.evaluate;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.task.JudgeTask;
import org.alignersquad.core.task.Verdict;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.MalformedAnswerException;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherRequest;

/** Asks about comparisons by any of several criteria. */
record Judge(Map<String, JudgeTask> tasks) implements GenerationTask<Comparison, Verdict> {
    Judge {
        tasks = Collections.unmodifiableMap(new TreeMap<>(tasks));
    }

    static Judge of(List<Criterion> criteria, String model, Sampling sampling) {
        Map<String, JudgeTask> tasks = new TreeMap<>();
        for (Criterion criterion : criteria) {
            tasks.put(criterion.name(), new JudgeTask(criterion, model, sampling));
        }
        return new Judge(tasks);
    }

    /** Names of the criteria, sorted. */
    List<String> criteria() {
        return List.copyOf(tasks.keySet());
    }

    @Override
    public TeacherRequest request(Comparison comparison) {
        return task(comparison).request(comparison.pair());
    }

    @Override
    public Verdict parse(Comparison comparison, String text) throws MalformedAnswerException {
        return task(comparison).parse(comparison.pair(), text);
    }

    private JudgeTask task(Comparison comparison) {
        JudgeTask task = tasks.get(comparison.criterion());
        if (task == null) {
            throw new IllegalArgumentException("Row " + comparison.rowId() + " is to be judged by "
                    + comparison.criterion() + ", but judge.criteria names only " + criteria());
        }
        return task;
    }
}
