package org.alignersquad.core.criteria;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One thing an answer is held to, bound from {@code conf/criteria/<name>.yaml} (Aligner squads paper, section 3.1).
 *
 * @param name lower-case letters, digits and dashes; a partition name of the triple table
 * @param description one sentence
 * @param principles what an aligned response does, numbered from 1 in the prompt
 * @param demonstrations worked examples; at least one has nothing wrong
 */
public record Criterion(
        String name,
        String description,
        List<String> principles,
        List<Demonstration> demonstrations,
        List<QuestionType> questionTypes,
        List<SeedQuestion> seedQuestions,
        Filters filters)
        implements Serializable {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    public Criterion {
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException("name must be lower-case letters, digits and dashes, is: " + name);
        Texts.require("description", description);
        principles = Texts.requireSome("principles", principles);
        demonstrations = Texts.requireSome("demonstrations", demonstrations);
        questionTypes = Texts.requireSome("question_types", questionTypes);
        seedQuestions = Texts.requireSome("seed_questions", seedQuestions);
        requireNothingWrongCase(demonstrations);
        requireKnownTypes(questionTypes, seedQuestions);
    }

    private static void requireNothingWrongCase(List<Demonstration> demonstrations) {
        if (demonstrations.stream().noneMatch(Demonstration::nothingWrong))
            throw new IllegalArgumentException(
                    "demonstrations must hold one whose aligned_response equals its response");
    }

    private static void requireKnownTypes(List<QuestionType> types, List<SeedQuestion> seeds) {
        Set<String> names = types.stream().map(QuestionType::name).collect(Collectors.toSet());
        if (names.size() < types.size())
            throw new IllegalArgumentException("question_types names must differ, are: "
                    + types.stream().map(QuestionType::name).toList());
        for (SeedQuestion seed : seeds)
            if (!names.contains(seed.type()))
                throw new IllegalArgumentException(
                        "seed_questions.type must be one of " + names + ", is: " + seed.type());
    }
}
