package org.alignersquad.synth;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.alignersquad.core.spark.StageOutput;
import org.apache.spark.sql.Row;

/**
 * A stage of calls as the pilot has seen it.
 *
 * @param calls each one that was made, kept or rejected
 * @param paid those of them that were sent by this output's pilot, not found in the ledger
 */
record PilotStage(String name, List<Spend> calls, Spend paid) {

    /** Of one call over all its attempts, or of several calls. */
    record Spend(double requests, double promptTokens, double completionTokens) {
        static final Spend NOTHING = new Spend(0, 0, 0);

        Spend plus(Spend other) {
            return new Spend(
                    requests + other.requests,
                    promptTokens + other.promptTokens,
                    completionTokens + other.completionTokens);
        }

        Spend times(double factor) {
            return new Spend(factor * requests, factor * promptTokens, factor * completionTokens);
        }

        double tokens() {
            return promptTokens + completionTokens;
        }
    }

    /** Reads the rows to the driver: a pilot's are few. */
    static PilotStage of(StageOutput stage) {
        List<Spend> calls = new ArrayList<>();
        Spend paid = Spend.NOTHING;
        for (Row row : stage.rows()
                .select("id", "attempts", "prompt_tokens", "completion_tokens", "cached")
                // the bootstrap draws by number
                .orderBy("id")
                .collectAsList()) {
            Spend call = new Spend(
                    row.<Integer>getAs("attempts"),
                    row.<Long>getAs("prompt_tokens"),
                    row.<Long>getAs("completion_tokens"));
            calls.add(call);
            if (!row.<Boolean>getAs("cached")) paid = paid.plus(call);
        }
        return new PilotStage(stage.name(), List.copyOf(calls), paid);
    }

    Spend all() {
        return calls.stream().reduce(Spend.NOTHING, Spend::plus);
    }

    Spend mean() {
        return all().times(1.0 / Math.max(1, calls.size()));
    }

    /** The mean of as many calls, drawn with replacement. */
    Spend resampledMean(SplittableRandom random) {
        Spend sum = Spend.NOTHING;
        for (int i = 0; i < calls.size(); i++) sum = sum.plus(calls.get(random.nextInt(calls.size())));
        return sum.times(1.0 / Math.max(1, calls.size()));
    }
}
