package org.alignersquad.core.teacher.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.alignersquad.core.criteria.CriterionFiles;
import org.alignersquad.core.task.Answers;
import org.alignersquad.core.teacher.embedded.HashedRegression.Example;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Figures of what the teacher writes, printed and held to what tiny models need. */
class TestEmbeddedLearnability {
    private static final int QUESTIONS = 4_000;
    private static final Map<String, List<Row>> ROWS = new HashMap<>();

    private record Row(String question, Answers answers) {
        boolean identity() {
            return answers.response().equals(answers.alignedResponse());
        }
    }

    @BeforeAll
    static void write() {
        for (String name : CriterionFiles.NAMES)
            ROWS.put(
                    name,
                    Triples.questions(name, QUESTIONS).stream()
                            .map(q -> new Row(q, Triples.answers(name, q)))
                            .toList());
    }

    private static Stream<Row> all() {
        return ROWS.values().stream().flatMap(List::stream);
    }

    @Test
    void vocabularyIsSmall() {
        Set<String> words = new HashSet<>();
        all().flatMap(r -> Stream.of(
                        r.question(), r.answers().response(), r.answers().alignedResponse()))
                .forEach(text -> words.addAll(words(text)));
        System.out.println("word forms: " + words.size());
        assertThat(words).hasSizeBetween(300, 900);
    }

    @Test
    void textsAreShort() {
        for (String part : List.of("question", "response", "aligned")) {
            int[] lengths =
                    all().mapToInt(r -> words(part(r, part)).size()).sorted().toArray();
            System.out.println(part + " words: min " + lengths[0] + ", median " + lengths[lengths.length / 2] + ", p95 "
                    + lengths[lengths.length * 95 / 100] + ", max " + lengths[lengths.length - 1]);
            assertThat(lengths[lengths.length / 2]).isBetween(8, 24);
            assertThat(lengths[lengths.length - 1]).isLessThan(48);
        }
    }

    private static String part(Row row, String part) {
        return switch (part) {
            case "question" -> row.question();
            case "response" -> row.answers().response();
            default -> row.answers().alignedResponse();
        };
    }

    @Test
    void aQuarterHasNothingWrong() {
        ROWS.forEach((name, rows) -> {
            double share = rows.stream().filter(Row::identity).count() / (double) rows.size();
            System.out.println(name + " identity: " + share);
            assertThat(share).isBetween(0.25, 0.32);
        });
    }

    @Test
    void everyFamilyOfFaultsIsCommon() {
        ROWS.forEach((name, rows) -> {
            Map<String, Integer> critiques = new HashMap<>();
            rows.forEach(r -> critiques.merge(r.answers().critique(), 1, Integer::sum));
            System.out.println(name + " " + critiques);
            Books.load().faults(name).forEach(family -> assertThat(critiques.getOrDefault(family.critique(), 0))
                    .isGreaterThan(rows.size() / 12));
        });
    }

    @Test
    void surfaceTellsFaultyFromAlignedOnUnseenQuestions() {
        ROWS.forEach((name, rows) -> {
            List<Row> repaired = rows.stream().filter(r -> !r.identity()).toList();
            int cut = repaired.size() * 8 / 10;
            HashedRegression model = HashedRegression.train(examples(repaired.subList(0, cut)), 5);
            double auc = model.auc(examples(repaired.subList(cut, repaired.size())));
            List<Example> dump = dump(name);
            double dumpAuc = model.auc(dump);
            System.out.println(name + " AUC y against y': " + auc + ", on the dump: " + dumpAuc);
            assertThat(auc).as(name).isGreaterThan(0.97);
            assertThat(dumpAuc).as(name + " on the dump").isGreaterThan(0.95);
        });
    }

    private static List<Example> examples(List<Row> rows) {
        List<Example> examples = new ArrayList<>();
        for (Row row : rows) {
            examples.add(new Example(row.answers().response(), true));
            examples.add(new Example(row.answers().alignedResponse(), false));
        }
        return examples;
    }

    private static List<Example> dump(String criterion) {
        return EmbeddedDump.rows(5, 2_000)
                .map(r -> new Example(r.response(), r.fault().equals(criterion)))
                .toList();
    }

    @Test
    void inspectorsSeeNearlyAllRepairedPairs() {
        ROWS.forEach((name, rows) -> {
            Map<String, List<Double>> byKind = new HashMap<>();
            rows.stream().filter(r -> !r.identity()).forEach(r -> byKind.computeIfAbsent(
                            r.answers().critique(), k -> new ArrayList<>())
                    .add(cosine(r.answers().response(), r.answers().alignedResponse())));
            byKind.entrySet().stream().filter(e -> e.getValue().size() > 100).forEach(e -> {
                double limit = CriterionFiles.load(name).filters().maxSimilarity();
                double mean =
                        e.getValue().stream().mapToDouble(d -> d).average().orElse(0);
                double dropped = e.getValue().stream().filter(d -> d >= limit).count()
                        / (double) e.getValue().size();
                System.out.printf(Locale.ROOT, "%s cosine %.2f, dropped %.2f: %s%n", name, mean, dropped, e.getKey());
                assertThat(dropped).as(e.getKey()).isLessThan(0.05);
            });
        });
    }

    private static double cosine(String a, String b) {
        Map<String, Integer> x = counts(a);
        Map<String, Integer> y = counts(b);
        double dot = x.keySet().stream()
                .mapToDouble(w -> x.get(w) * y.getOrDefault(w, 0))
                .sum();
        return dot / Math.sqrt(norm(x) * norm(y));
    }

    private static double norm(Map<String, Integer> counts) {
        return counts.values().stream().mapToDouble(c -> c * c).sum();
    }

    private static Map<String, Integer> counts(String text) {
        Map<String, Integer> counts = new HashMap<>();
        words(text).forEach(w -> counts.merge(w, 1, Integer::sum));
        return counts;
    }

    private static List<String> words(String text) {
        return Stream.of(text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
                .filter(w -> !w.isEmpty())
                .toList();
    }
}
