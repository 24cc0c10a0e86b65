package org.alignersquad.align;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.alignersquad.core.teacher.BudgetConfig;
import org.alignersquad.core.teacher.Prices;
import org.alignersquad.core.teacher.TeacherConfig;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a squad and when a rewrite is kept.
 *
 * @param criteria models by criterion
 * @param gate whether do-no-harm decides over rewrites; without it every finished rewrite is kept, as in the paper
 * @param minGain a rewrite is kept only if it lowers its criterion's score by at least this much
 * @param margin a rewrite is kept only if it raises no other criterion's score by more than this, neither over the text
 *     that was rewritten nor over the response in the dump; a criterion may have a margin of its own
 * @param maxSteps most rewrites of a row, kept or not
 * @param bufferRows rows that one task holds and works on together
 * @param batchRows rows in one call of an aligner; in {@code batch-mean} order the rows that share an order
 * @param maxNewTokens most tokens of a rewrite; one that is not finished by then is not kept
 * @param maxRepetition a rewrite is kept only if at most this share of its four-word sequences stood in it before, so that an
 *     aligner that goes round in circles fools no inspector; absent: any
 * @param minSimilarity a rewrite is kept only if its word counts have at least this cosine with those of the text that was
 *     rewritten; absent: any
 * @param maxCharacters rows whose prompt or response is longer are left as they are
 */
public record SquadConfig(
        Map<String, MemberConfig> criteria,
        SquadOrder order,
        boolean gate,
        double minGain,
        double margin,
        int maxSteps,
        int bufferRows,
        int batchRows,
        int maxNewTokens,
        @Nullable Double maxRepetition,
        @Nullable Double minSimilarity,
        int maxCharacters)
        implements Serializable {
    public SquadConfig {
        if (criteria.isEmpty()) throw new IllegalArgumentException("criteria must name at least one criterion");
        criteria.keySet().forEach(SquadConfig::requireName);
        // sorted, so that ties between criteria fall the same way everywhere
        criteria = Collections.unmodifiableMap(new TreeMap<>(criteria));
        requireShare("min_gain", minGain);
        requireShare("margin", margin);
        if (maxRepetition != null) requireShare("max_repetition", maxRepetition);
        if (minSimilarity != null) requireShare("min_similarity", minSimilarity);
        requireAtLeastOne("max_steps", maxSteps);
        requireAtLeastOne("buffer_rows", bufferRows);
        requireAtLeastOne("batch_rows", batchRows);
        requireAtLeastOne("max_new_tokens", maxNewTokens);
        requireAtLeastOne("max_characters", maxCharacters);
    }

    /** What of it shapes a row besides the models: not how many rows are held at a time where rows go their own way. */
    List<Object> settings() {
        List<Object> settings = new ArrayList<>(List.of(order, gate, minGain, margin, maxSteps, maxNewTokens));
        settings.add(maxCharacters);
        settings.addAll(Arrays.asList(maxRepetition, minSimilarity));
        if (order == SquadOrder.BATCH_MEAN) settings.add(batchRows);
        criteria.forEach((criterion, member) ->
                settings.addAll(Arrays.asList(criterion, member.threshold(), member.abstain(), member.margin())));
        return settings;
    }

    boolean asksEndpoints() {
        return !endpoints().isEmpty();
    }

    /** Of all remote models, by their keys in the recipe. */
    private Map<String, TeacherConfig> endpoints() {
        Map<String, TeacherConfig> endpoints = new TreeMap<>();
        criteria.forEach((criterion, member) -> {
            String key = "squad.criteria." + criterion;
            if (member.remoteInspector() != null)
                endpoints.put(
                        key + ".remote_inspector", member.remoteInspector().endpoint());
            if (member.remoteAligner() != null)
                endpoints.put(key + ".remote_aligner", member.remoteAligner().endpoint());
        });
        return endpoints;
    }

    /** @throws IllegalArgumentException where nobody is paid, or money cannot be added up */
    void checkCanBeCapped(BudgetConfig budget) {
        Map<String, TeacherConfig> endpoints = endpoints();
        if (endpoints.isEmpty())
            throw new IllegalArgumentException("budget caps what remote models cost, and the squad has none");
        if (budget.money() == null) return;
        Set<String> currencies = new TreeSet<>();
        endpoints.forEach((key, endpoint) -> {
            Prices prices = endpoint.prices();
            if (prices == null)
                throw new IllegalArgumentException(
                        "budget.money needs prices of each remote model, " + key + ".endpoint has none");
            currencies.add(prices.currency());
        });
        if (currencies.size() > 1)
            throw new IllegalArgumentException("budget.money needs prices in one currency, they are in " + currencies);
    }

    private static void requireName(String criterion) {
        if (!criterion.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "criteria must be named in lower-case letters, digits and dashes, one is: " + criterion);
        }
    }

    private static void requireShare(String key, double value) {
        if (!(value >= 0 && value <= 1)) throw new IllegalArgumentException(key + " must be in [0, 1], is: " + value);
    }

    private static void requireAtLeastOne(String key, int value) {
        if (value < 1) throw new IllegalArgumentException(key + " must be at least 1, is: " + value);
    }
}
