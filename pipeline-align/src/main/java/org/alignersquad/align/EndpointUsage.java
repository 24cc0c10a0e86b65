package org.alignersquad.align;

import java.util.function.Consumer;
import org.alignersquad.core.spark.Tally;
import org.alignersquad.core.teacher.Call;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what a remote model was asked for a shard's rows, for {@link EndpointFigures}.
 *
 * @param tally null for nowhere
 * @param model criterion and kind of model, as figures name it
 */
record EndpointUsage(@Nullable Tally tally, int shard, String model) implements Consumer<Call<?, ?>> {
    static final String PREFIX = "endpoint ";
    static final String CALLS = ": calls";
    static final String CACHED = ": cached";
    static final String FAILED = ": failed";
    static final String PROMPT_TOKENS = ": prompt_tokens";
    static final String COMPLETION_TOKENS = ": completion_tokens";
    static final String CACHED_TOKENS = ": cached_tokens";

    static String inspector(String criterion) {
        return criterion + " inspector";
    }

    static String aligner(String criterion) {
        return criterion + " aligner";
    }

    @Override
    public void accept(Call<?, ?> call) {
        add(CALLS, 1);
        if (call.failed()) add(FAILED, 1);
        if (call.cached()) {
            add(CACHED, 1);
            add(CACHED_TOKENS, (double) call.promptTokens() + call.completionTokens());
        } else {
            add(PROMPT_TOKENS, call.promptTokens());
            add(COMPLETION_TOKENS, call.completionTokens());
        }
    }

    private void add(String what, double value) {
        if (tally != null) tally.add(shard, PREFIX + model + what, value);
    }
}
