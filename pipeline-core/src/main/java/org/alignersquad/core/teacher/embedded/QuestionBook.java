package org.alignersquad.core.teacher.embedded;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Phrasings of questions and what fills their slots.
 *
 * @param types phrasings by question type
 * @param stopWords words, in lower case, that cannot be what a question is about
 */
record QuestionBook(
        List<String> topics,
        List<String> people,
        List<String> places,
        List<String> times,
        Map<String, List<String>> types,
        Set<String> stopWords) {

    /** The phrasings of a type, or all where the teacher does not know the type. */
    List<String> phrasings(String type) {
        List<String> own = types.get(type);
        return own == null ? types.values().stream().flatMap(List::stream).toList() : own;
    }
}
