package org.alignersquad.models.inspector;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Coarse counts of a response and of what it shares with its prompt, each as a name with its range, and pairs of these. */
final class Shape {
    private static final double[] COUNTS = {1, 2, 3, 5, 7, 9, 12, 16, 22, 30, 45, 70, 110, 180, 300};
    private static final double[] FEW = {1, 2, 3, 4};
    private static final double[] SHARES = {.01, .2, .34, .5, .67, .8, .99};

    private Shape() {}

    static List<String> of(PairView view) {
        List<String> single = single(view);
        List<String> shape = new ArrayList<>(single);
        for (int i = 0; i < single.size(); i++)
            for (int j = 0; j < i; j++) shape.add(single.get(i) + "&" + single.get(j));
        return shape;
    }

    private static List<String> single(PairView view) {
        Words response = view.response();
        List<String> matter = matter(response.written());
        List<String> fresh = matter.stream()
                .filter(word -> !PairView.isIn(view.promptWords(), word.toLowerCase(java.util.Locale.ROOT)))
                .toList();
        return List.of(
                range("words", response.size(), COUNTS),
                range("prompt", view.prompt().size(), COUNTS),
                range("fresh", fresh.size(), COUNTS),
                range("known", matter.isEmpty() ? 0 : 1 - (double) fresh.size() / matter.size(), SHARES),
                range("covered", covered(view), SHARES),
                range("names", count(fresh, Words::isCapitalised), FEW),
                range("numbers", count(fresh, Words::hasDigit), FEW),
                range("negations", count(response.folded(), FunctionWords::isNegation), FEW),
                range("asked-negations", count(view.prompt().folded(), FunctionWords::isNegation), FEW),
                range("sentences", count(response.written(), word -> ".!?".contains(word)), FEW));
    }

    private static List<String> matter(List<String> words) {
        return words.stream()
                .filter(Words::isWord)
                .filter(word -> !FunctionWords.isFrame(word.toLowerCase(java.util.Locale.ROOT)))
                .toList();
    }

    /** Share of the prompt's matter that the response takes up. */
    private static double covered(PairView view) {
        List<String> asked = matter(view.prompt().folded());
        if (asked.isEmpty()) return 0;
        Set<String> answered = new HashSet<>(view.response().folded());
        for (String word : view.response().folded()) answered.add(PairView.stem(word));
        return (double) count(asked, word -> PairView.isIn(answered, word)) / asked.size();
    }

    private static long count(List<String> words, java.util.function.Predicate<String> which) {
        return words.stream().filter(which).count();
    }

    private static String range(String name, double value, double[] limits) {
        int range = 0;
        while (range < limits.length && value >= limits[range]) range++;
        return name + range;
    }
}
