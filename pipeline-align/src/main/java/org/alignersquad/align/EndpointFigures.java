package org.alignersquad.align;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.core.teacher.Prices;
import org.alignersquad.core.teacher.TeacherConfig;
import org.jspecify.annotations.Nullable;

/**
 * Requests, tokens and money of a squad's remote models. Tokens and money are those of requests that were sent for rows which
 * are in the output; what the ledger had already is in {@code cached_tokens}, that of attempts which a kill ended among it.
 */
final class EndpointFigures {
    private final SquadConfig squad;
    private final Map<String, Double> sums;

    /** @param sums that {@link EndpointUsage} has made */
    EndpointFigures(SquadConfig squad, Map<String, Double> sums) {
        this.squad = squad;
        this.sums = sums;
    }

    /** By criterion and kind of model: calls, sent, cached, failed, tokens, and money where the recipe has prices. */
    Map<String, Object> each() {
        Map<String, Object> each = new TreeMap<>();
        squad.criteria().forEach((criterion, member) -> {
            if (member.remoteInspector() != null) {
                String name = EndpointUsage.inspector(criterion);
                each.put(name, usage(name, member.remoteInspector().endpoint()));
            }
            if (member.remoteAligner() != null) {
                String name = EndpointUsage.aligner(criterion);
                each.put(name, usage(name, member.remoteAligner().endpoint()));
            }
        });
        return each;
    }

    /** By currency, over all models with prices. */
    Map<String, Object> money() {
        Map<String, Object> money = new TreeMap<>();
        for (Object usage : each().values()) {
            Map<?, ?> one = (Map<?, ?>) usage;
            if (one.get("money") instanceof Double paid)
                money.merge(String.valueOf(one.get("currency")), paid, (all, more) -> (Double) all + (Double) more);
        }
        return money;
    }

    private Map<String, Object> usage(String model, TeacherConfig endpoint) {
        Map<String, Object> usage = new LinkedHashMap<>();
        long calls = sum(model, EndpointUsage.CALLS);
        long cached = sum(model, EndpointUsage.CACHED);
        long prompt = sum(model, EndpointUsage.PROMPT_TOKENS);
        long completion = sum(model, EndpointUsage.COMPLETION_TOKENS);
        usage.put("calls", calls);
        usage.put("sent", calls - cached);
        usage.put("cached", cached);
        usage.put("failed", sum(model, EndpointUsage.FAILED));
        usage.put("prompt_tokens", prompt);
        usage.put("completion_tokens", completion);
        usage.put("cached_tokens", sum(model, EndpointUsage.CACHED_TOKENS));
        @Nullable Prices prices = endpoint.prices();
        if (prices != null) {
            usage.put("money", prices.money(prompt, completion));
            usage.put("currency", prices.currency());
        }
        return usage;
    }

    private long sum(String model, String what) {
        return Math.round(sums.getOrDefault(EndpointUsage.PREFIX + model + what, 0.0));
    }
}
