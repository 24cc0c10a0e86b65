package org.alignersquad.synth;

import com.optimaize.langdetect.DetectedLanguage;
import com.optimaize.langdetect.LanguageDetector;
import com.optimaize.langdetect.LanguageDetectorBuilder;
import com.optimaize.langdetect.i18n.LdLocale;
import com.optimaize.langdetect.ngram.NgramExtractors;
import com.optimaize.langdetect.profiles.LanguageProfileReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells texts in other languages than those wanted, by letter statistics. It errs on the side of keeping: names and short
 * texts look like any language, so a text in the wanted languages' script is refused only where it is long and the
 * statistics leave no doubt.
 */
final class Languages {
    // languages of few speakers are left out: English is taken for them more often than they are written
    private static final List<LdLocale> KNOWN = Arrays.stream(
                    ("ar bg bn cs da de el en es fa fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sv ta te th"
                                    + " tr uk ur vi zh-CN zh-TW")
                            .split(" "))
            .map(LdLocale::fromString)
            .toList();

    private static final Set<String> NAMES =
            KNOWN.stream().map(LdLocale::getLanguage).collect(Collectors.toCollection(TreeSet::new));

    private static final int FEWEST_LETTERS = 60;
    private static final int MOST_CHARS = 2_000;
    private static final double SURE = .999;
    private static final double HALF = .5;

    private Languages() {}

    /** ISO 639-1 codes of the languages that can be told apart. */
    static Set<String> known() {
        return NAMES;
    }

    /** Made at first use, once a JVM; safe for use by many threads. */
    private static final class Detector {
        static final LanguageDetector DETECTOR = build();

        private static LanguageDetector build() {
            try {
                return LanguageDetectorBuilder.create(NgramExtractors.standard())
                        .withProfiles(new LanguageProfileReader().readBuiltIn(KNOWN))
                        .shortTextAlgorithm(0)
                        .seed(1)
                        .build();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read the language profiles", e);
            }
        }
    }

    /**
     * The language of a text in another language than those wanted; null where it is in one of them or cannot be told.
     *
     * @param wanted ISO 639-1 codes
     */
    static @Nullable String foreign(String text, List<String> wanted) {
        String start = text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) : text;
        long letters = start.codePoints().filter(Character::isLetter).count();
        if (letters == 0) return null;
        long latin = start.codePoints().filter(Languages::isLatin).count();
        // scripts are told from a few letters: English is not written in Cyrillic
        boolean otherScript = latin < letters * HALF && wanted.stream().allMatch(Languages::usesLatin);
        if (otherScript) return "another script than Latin";
        if (letters < FEWEST_LETTERS) return null;
        List<DetectedLanguage> found = Detector.DETECTOR.getProbabilities(start);
        if (found.isEmpty() || found.get(0).getProbability() < SURE) return null;
        String language = found.get(0).getLocale().getLanguage();
        return wanted.contains(language) ? null : "language " + language;
    }

    private static boolean isLatin(int codePoint) {
        return Character.isLetter(codePoint) && Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.LATIN;
    }

    private static boolean usesLatin(String language) {
        return !Set.of("ar", "bg", "bn", "el", "fa", "he", "hi", "ja", "ko", "ru", "ta", "te", "th", "uk", "ur", "zh")
                .contains(language);
    }
}
