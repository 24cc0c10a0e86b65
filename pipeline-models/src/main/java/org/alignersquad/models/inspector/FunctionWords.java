package org.alignersquad.models.inspector;

import java.util.Set;

/** English words that carry a sentence's frame and not its matter. In other languages every word counts as matter. */
final class FunctionWords {
    private static final Set<String> FRAME = Set.of("""
            a an the of in on at to for from by with about as into between over under after before up down out off is are
            was were be been being do does did have has had can could will would shall should may might must not no never
            nothing none nobody cannot there it its they them their he him she her his you your i me my we us our this that
            these those and or but if because so than then when where who whom whose what which how why more most less least
            all some any many much few only just also very other such same own both each every either neither yes
            """.strip().split("\\s+"));

    private static final Set<String> NEGATIONS =
            Set.of("not", "no", "never", "none", "nothing", "nobody", "nowhere", "neither", "nor", "cannot", "without");

    private FunctionWords() {}

    /** @param word in lower case */
    static boolean isFrame(String word) {
        return FRAME.contains(word) || isContractedNot(word);
    }

    /** @param word in lower case */
    static boolean isNegation(String word) {
        return NEGATIONS.contains(word) || isContractedNot(word);
    }

    private static boolean isContractedNot(String word) {
        return word.endsWith("n't") || word.endsWith("n’t");
    }
}
