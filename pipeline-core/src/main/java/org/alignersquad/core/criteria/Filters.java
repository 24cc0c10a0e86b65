package org.alignersquad.core.criteria;

import java.io.Serializable;
import java.util.List;

/**
 * Limits and word lists that a row must pass to become a triple. Words are compared in lower case.
 *
 * @param minQuestionWords fewest words of a question
 * @param maxQuestionChars most characters of a question
 * @param minResponseWords fewest words of either response
 * @param maxResponseChars most characters of either response
 * @param leakedWords words of the prompt that must not show up in a question or a response
 * @param emptyAnswers whole responses that say nothing, such as "none"
 * @param refusals openings by which a response refuses to answer
 * @param bannedQuestionWords words or phrases that mark questions outside the criterion's reach, such as "formula"
 * @param maxSimilarity rows whose two responses are at least this similar (cosine) are not given to inspectors
 */
public record Filters(
        int minQuestionWords,
        int maxQuestionChars,
        int minResponseWords,
        int maxResponseChars,
        List<String> leakedWords,
        List<String> emptyAnswers,
        List<String> refusals,
        List<String> bannedQuestionWords,
        double maxSimilarity)
        implements Serializable {
    public Filters {
        Texts.requirePositive("filters.min_question_words", minQuestionWords);
        Texts.requirePositive("filters.max_question_chars", maxQuestionChars);
        Texts.requirePositive("filters.min_response_words", minResponseWords);
        Texts.requirePositive("filters.max_response_chars", maxResponseChars);
        if (!(maxSimilarity > 0 && maxSimilarity <= 1))
            throw new IllegalArgumentException("filters.max_similarity must be in (0, 1], is: " + maxSimilarity);
        leakedWords = List.copyOf(leakedWords);
        emptyAnswers = List.copyOf(emptyAnswers);
        refusals = List.copyOf(refusals);
        bannedQuestionWords = List.copyOf(bannedQuestionWords);
    }
}
