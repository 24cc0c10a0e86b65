package org.alignersquad.models.inspector;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/** Kinds of features of a pair; each kind has the same weight in a pair's vector, whatever its number of features. */
enum FeatureGroup {
    /** One to three words in a row, as written: case and punctuation tell much. */
    WORDS {
        @Override
        void addTo(PairView view, IntConsumer features) {
            ngrams(view.response().written(), 3, features);
        }
    },
    /** One word or two in a row, in lower case. */
    FOLDED_WORDS {
        @Override
        void addTo(PairView view, IntConsumer features) {
            ngrams(view.response().folded(), 2, features);
        }
    },
    /** Runs of two to five characters. */
    CHARACTERS {
        @Override
        void addTo(PairView view, IntConsumer features) {
            String text = view.text();
            for (int size = 2; size <= 5; size++)
                for (int i = 0; i + size <= text.length(); i++) features.accept(Hash.of(ordinal(), text, i, i + size));
        }
    },
    /** One to four places in a row of the response's skeleton, which knows no matter and so holds for unseen prompts. */
    SKELETON {
        @Override
        void addTo(PairView view, IntConsumer features) {
            ngrams(view.skeleton(), 4, features);
        }
    },
    /** How the response begins and ends. */
    OPENING {
        @Override
        void addTo(PairView view, IntConsumer features) {
            for (String opening : openings(view.response())) features.accept(hash(opening));
        }
    },
    /** How the prompt begins, with how the response begins, and with each of its words. */
    QUESTION {
        @Override
        void addTo(PairView view, IntConsumer features) {
            List<String> asked = view.prompt().folded();
            String one = asked.isEmpty() ? "" : asked.get(0);
            String two = String.join(" ", asked.subList(0, Math.min(2, asked.size())));
            List<String> openings = openings(view.response());
            for (String opening : openings) features.accept(hash(one + "|" + opening));
            for (String opening : openings.subList(0, 2)) features.accept(hash(two + "||" + opening));
            for (String word : distinct(view.response())) features.accept(hash(one + "|" + word));
        }
    },
    /** Coarse counts: lengths, what is shared, negations, names, numbers. */
    SHAPE {
        @Override
        void addTo(PairView view, IntConsumer features) {
            for (String shape : Shape.of(view)) features.accept(hash(shape));
        }
    },
    /** Words that prompt and response share. */
    SHARED {
        @Override
        void addTo(PairView view, IntConsumer features) {
            Set<String> asked = new HashSet<>(view.prompt().folded());
            for (String word : distinct(view.response())) if (asked.contains(word)) features.accept(hash(word));
        }
    },
    /** Words of the prompt with the response's first word: what is refused, what is granted. */
    TURN {
        @Override
        void addTo(PairView view, IntConsumer features) {
            String first =
                    view.response().size() == 0 ? "" : view.response().folded().get(0);
            for (String word : distinct(view.prompt())) features.accept(hash(word + "|" + first));
        }
    };

    /** Hands over a hash for each occurrence of a feature. */
    abstract void addTo(PairView view, IntConsumer features);

    int hash(String text) {
        return Hash.of(ordinal(), text);
    }

    void ngrams(List<String> words, int longest, IntConsumer features) {
        for (int i = 0; i < words.size(); i++) {
            int hash = ordinal();
            for (int n = 0; n < longest && i + n < words.size(); n++) {
                hash = Hash.combine(hash, hash(words.get(i + n)));
                features.accept(hash);
            }
        }
    }

    private static Set<String> distinct(Words words) {
        return new HashSet<>(words.folded());
    }

    private static List<String> openings(Words response) {
        List<String> words = response.folded();
        String last = words.isEmpty() ? "" : response.written().get(words.size() - 1);
        return List.of(
                "1:" + start(words, 1),
                "2:" + start(words, 2),
                "3:" + start(words, 3),
                "last:" + String.join(" ", words.subList(Math.max(0, words.size() - 2), words.size())),
                "end:" + (last.isEmpty() || Words.isWord(last) ? "none" : last),
                "case:"
                        + (words.isEmpty()
                                ? "none"
                                : Words.isCapitalised(response.written().get(0)) ? "upper" : "lower"));
    }

    private static String start(List<String> words, int count) {
        return String.join(" ", words.subList(0, Math.min(count, words.size())));
    }
}
