package org.alignersquad.synth;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.criteria.Criterion;

/** The criteria of a run, by name. */
record CriterionSet(Map<String, Criterion> byName) implements Serializable {
    CriterionSet {
        byName = new LinkedHashMap<>(byName);
    }

    /** @throws ConfigException with the problems of all files */
    static CriterionSet load(List<String> paths) {
        Map<String, Criterion> byName = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (String path : paths) {
            try {
                Criterion criterion = Recipes.loadWhole(path, Criterion.class);
                if (byName.put(criterion.name(), criterion) != null) {
                    problems.add("criteria: " + path + ": there is another criterion named " + criterion.name());
                }
            } catch (ConfigException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) throw new ConfigException(problems);
        return new CriterionSet(byName);
    }

    Criterion named(String name) {
        Criterion criterion = byName.get(name);
        if (criterion == null) throw new IllegalArgumentException("No criterion " + name + " among " + names());
        return criterion;
    }

    Set<String> names() {
        return byName.keySet();
    }

    /** Something of each criterion, by name. */
    <T> Map<String, T> each(Function<Criterion, T> of) {
        Map<String, T> values = new TreeMap<>();
        byName.forEach((name, criterion) -> values.put(name, of.apply(criterion)));
        return values;
    }
}
