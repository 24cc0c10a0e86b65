package org.alignersquad.align.remote;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
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

/** An aligner behind an endpoint, on its way to the executors. */
public record RemoteAligner(TeacherAccess access, RewriteTask task) implements Serializable {
    public static RewriteTask task(RemoteAlignerConfig config) {
        String file = config.criterion();
        Criterion criterion = file == null ? null : Recipes.loadWhole(file, Criterion.class);
        return new RewriteTask(config.endpoint().model(), criterion, config.sampling());
    }

    /**
     * What the endpoint said about each pair, in their order.
     *
     * @param each sees every call
     */
    public List<Call<Placed, String>> rewrite(TeacherSession session, List<Pair> pairs, Consumer<Call<?, ?>> each) {
        List<Call<Placed, String>> answers = new ArrayList<>(Collections.nCopies(pairs.size(), null));
        Iterator<Placed> inputs = IntStream.range(0, pairs.size())
                .mapToObj(i -> new Placed(i, pairs.get(i)))
                .iterator();
        Iterator<Call<Placed, String>> calls = session.ask(inputs, task);
        while (calls.hasNext()) {
            Call<Placed, String> call = calls.next();
            each.accept(call);
            answers.set(call.input().place(), call);
        }
        return answers;
    }
}
