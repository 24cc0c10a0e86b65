package org.alignersquad.core.teacher.embedded;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds faults of one criterion sentence by sentence and mends them; all else stays verbatim. */
record Mender(List<FaultFamily> families, String topic) {
    private static final int SHORTEST_REPEAT = 8;

    /**
     * @param text the mended response
     * @param found a family for each sentence in which it was found, in the response's order
     */
    record Mended(String text, List<FaultFamily> found) {}

    Mended mend(String response) {
        List<FaultFamily> found = new ArrayList<>();
        Set<String> said = new HashSet<>();
        StringBuilder text = new StringBuilder();
        for (Sentence sentence : Sentence.split(response)) {
            String mended = mendRepeat(mendSentence(sentence.text(), found), said, found);
            if (!mended.isEmpty() || sentence.text().isEmpty())
                text.append(mended).append(sentence.gap());
        }
        if (found.isEmpty()) return new Mended(response, found);
        return new Mended(text.toString().strip(), found);
    }

    private String mendSentence(String sentence, List<FaultFamily> found) {
        String text = sentence;
        for (FaultFamily family : families) {
            String mended = family.mend(text, topic);
            if (!mended.equals(text)) found.add(family);
            text = mended;
        }
        return text;
    }

    private String mendRepeat(String sentence, Set<String> said, List<FaultFamily> found) {
        if (sentence.length() < SHORTEST_REPEAT || said.add(sentence)) return sentence;
        for (FaultFamily family : families)
            if (family.repeats()) {
                found.add(family);
                return "";
            }
        return sentence;
    }
}
