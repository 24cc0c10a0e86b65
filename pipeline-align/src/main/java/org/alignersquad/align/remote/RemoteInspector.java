package org.alignersquad.align.remote;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.spark.TeacherAccess;
import org.alignersquad.core.spark.TeacherSession;
import org.alignersquad.core.teacher.Call;
import org.alignersquad.models.Pair;

/** An inspector behind an endpoint, on its way to the executors. */
public record RemoteInspector(TeacherAccess access, InspectTask task) implements Serializable {
    public static InspectTask task(RemoteInspectorConfig config) {
        String file = config.criterion();
        return new InspectTask(
                config.endpoint().model(),
                file == null ? null : Recipes.loadWhole(file, Criterion.class),
                config.sampling(),
                config.misalignedClass());
    }

    /**
     * Scores of pairs in their order; not a number where the endpoint gave none.
     *
     * @param each sees every call
     */
    public float[] score(TeacherSession session, List<Pair> pairs, Consumer<Call<?, ?>> each) {
        float[] scores = new float[pairs.size()];
        Arrays.fill(scores, Float.NaN);
        Iterator<Placed> inputs = IntStream.range(0, scores.length)
                .mapToObj(i -> new Placed(i, pairs.get(i)))
                .iterator();
        Iterator<Call<Placed, Float>> calls = session.ask(inputs, task);
        while (calls.hasNext()) {
            Call<Placed, Float> call = calls.next();
            each.accept(call);
            Float score = call.output();
            if (score != null) scores[call.input().place()] = score;
        }
        return scores;
    }
}
