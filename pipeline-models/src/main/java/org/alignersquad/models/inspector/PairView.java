package org.alignersquad.models.inspector;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.alignersquad.models.Pair;

/**
 * A prompt and a response as the features see them.
 *
 * @param skeleton the response with every word of matter replaced by what it is to the prompt: {@code <q>} where the prompt
 *     has it, else {@code <n>} with a digit, {@code <c>} capitalised, {@code <w>} any other; between {@code <s>} and
 *     {@code </s>}
 */
record PairView(String text, Words prompt, Words response, Set<String> promptWords, List<String> skeleton) {
    /** Of longer texts the start is looked at, so that one huge row costs no more than a long one. */
    private static final int MOST_CHARACTERS = 20_000;

    /** Words that agree in this many first letters count as forms of one word. */
    private static final int STEM = 5;

    static PairView of(Pair pair) {
        String text = start(pair.response());
        Words prompt = Words.of(start(pair.prompt()));
        Words response = Words.of(text);
        Set<String> known = known(prompt);
        return new PairView(text, prompt, response, known, skeleton(response, known));
    }

    private static String start(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
    }

    /** The prompt's words and stems. */
    private static Set<String> known(Words prompt) {
        Set<String> known = new HashSet<>(prompt.folded());
        for (String word : prompt.folded()) if (!FunctionWords.isFrame(word)) known.add(stem(word));
        return known;
    }

    static String stem(String word) {
        return word.length() <= STEM ? word : word.substring(0, STEM);
    }

    /** @param word in lower case */
    static boolean isIn(Set<String> known, String word) {
        return known.contains(word)
                || !FunctionWords.isFrame(word) && word.length() >= STEM && known.contains(stem(word));
    }

    private static List<String> skeleton(Words response, Set<String> known) {
        List<String> skeleton = new java.util.ArrayList<>(response.size() + 2);
        skeleton.add("<s>");
        for (int i = 0; i < response.size(); i++)
            skeleton.add(place(response.written().get(i), response.folded().get(i), known));
        skeleton.add("</s>");
        return List.copyOf(skeleton);
    }

    private static String place(String written, String folded, Set<String> known) {
        if (!Words.isWord(written) || FunctionWords.isFrame(folded)) return folded;
        if (isIn(known, folded)) return "<q>";
        if (Words.hasDigit(written)) return "<n>";
        return Words.isCapitalised(written) ? "<c>" : "<w>";
    }
}
