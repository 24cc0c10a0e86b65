package org.alignersquad.synth;

import static org.alignersquad.core.text.Json.line;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.run.CodeVersion;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.triple.RejectReason;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Where a triple table comes from, for people and for programs: {@code README.md}, whose front matter makes the folder a
 * data set of Hugging Face's library, and {@code card.json}.
 *
 * @param of fingerprint of the rows and settings that it tells of
 * @param rows by criterion and split
 * @param promptVersions by criterion: of the prompts that asked for answers and for critiques
 * @param sources where the questions come from
 * @param targets by criterion: rows wanted and accepted, questions asked and not asked; empty where all were asked
 * @param stages what was taken in, kept and rejected
 */
record DataCard(
        String of,
        String title,
        @Nullable String license,
        @Nullable String description,
        String codeVersion,
        long seed,
        String teacher,
        Map<String, Map<String, Long>> rows,
        Map<String, CriterionCard> criteria,
        Map<String, Asking.Versions> promptVersions,
        List<String> sources,
        Map<String, Object> settings,
        Map<String, Target> targets,
        List<Waterfall> stages) {

    /** What answers were held to. */
    record CriterionCard(String description, List<String> principles) {
        static CriterionCard of(Criterion criterion) {
            return new CriterionCard(criterion.description(), criterion.principles());
        }
    }

    private static final List<String> SPLITS = List.of("train", "validation", "test");

    static DataCard of(
            String of,
            Setup setup,
            Asking asking,
            StageOutput split,
            Map<String, Target> targets,
            List<Waterfall> stages) {
        SynthRecipe recipe = setup.recipe();
        CardConfig card = recipe.card();
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("sampling", recipe.answers().sampling());
        settings.put("filters", recipe.filters());
        settings.put("criterion_filters", setup.criteria().each(Criterion::filters));
        settings.put("near_duplicates", recipe.nearDuplicates());
        if (recipe.decontaminate() != null) settings.put("decontaminate", recipe.decontaminate());
        return new DataCard(
                of,
                card == null ? "Aligner triples" : card.title(),
                card == null ? null : card.license(),
                card == null ? null : card.description(),
                CodeVersion.current(),
                recipe.seed(),
                setup.model(),
                rows(split),
                setup.criteria().each(CriterionCard::of),
                asking.versions(),
                sources(recipe),
                settings,
                targets,
                stages);
    }

    private static Map<String, Map<String, Long>> rows(StageOutput split) {
        Map<String, Map<String, Long>> rows = new TreeMap<>();
        for (Row row : split.kept().groupBy("criterion", "triple.split").count().collectAsList())
            rows.computeIfAbsent(row.getString(0), criterion -> new TreeMap<>()).put(row.getString(1), row.getLong(2));
        return rows;
    }

    private static List<String> sources(SynthRecipe recipe) {
        List<PromptsConfig> prompts = recipe.prompts();
        if (prompts == null) return List.of("questions by the teacher");
        return prompts.stream().map(one -> one.corpus().path()).distinct().toList();
    }

    private long total() {
        return rows.values().stream()
                .flatMap(splits -> splits.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The card as Markdown, after front matter that Hugging Face's hub and library read. */
    String markdown() {
        List<String> text = new ArrayList<>(frontMatter());
        text.addAll(List.of("", "# " + title, ""));
        if (description != null) text.addAll(List.of(description, ""));
        text.add(
                "Each row is a question (`input`), a first answer (`initial_response`), what is wrong with it (`critique`)");
        text.add(
                "and the answer that mends that (`aligned_response`); the last two answers are equal where nothing was wrong.");
        text.addAll(List.of("", "| | |", "|---|---|"));
        text.add("| teacher | " + cell(teacher) + " |");
        text.add("| licence | " + cell(license == null ? "not stated" : license) + " |");
        text.add("| questions from | " + cell(String.join(", ", sources)) + " |");
        text.add("| seed | " + seed + " |");
        text.add("| code version | " + cell(codeVersion) + " |");
        text.addAll(counts());
        if (!targets.isEmpty()) text.addAll(targetLines());
        criteria.forEach((name, criterion) -> text.addAll(criterion(name, criterion)));
        text.addAll(waterfall());
        return String.join("\n", text) + "\n";
    }

    private List<String> frontMatter() {
        List<String> lines = new ArrayList<>(List.of("---"));
        if (license != null) lines.add("license: " + line(license));
        lines.add("pretty_name: " + line(title));
        lines.add("task_categories: [text-generation]");
        lines.add("tags: [synthetic, alignment, aligner]");
        lines.add("size_categories: [" + sizeCategory() + "]");
        if (!rows.isEmpty()) lines.add("configs:");
        rows.forEach((criterion, splits) -> {
            lines.add("- config_name: " + criterion);
            lines.add("  data_files:");
            for (String split : SPLITS) {
                if (!splits.containsKey(split)) continue;
                lines.add("  - split: " + split);
                lines.add("    path: triples/criterion=" + criterion + "/split=" + split + "/*.parquet");
            }
        });
        lines.add("---");
        return lines;
    }

    private String sizeCategory() {
        long n = total();
        if (n < 1_000) return "n<1K";
        if (n < 10_000) return "1K<n<10K";
        if (n < 100_000) return "10K<n<100K";
        if (n < 1_000_000) return "100K<n<1M";
        return n < 10_000_000 ? "1M<n<10M" : "10M<n<100M";
    }

    private List<String> counts() {
        List<String> lines = new ArrayList<>(List.of("", "## Rows", "", "| criterion | train | validation | test |"));
        lines.add("|---|---|---|---|");
        rows.forEach((criterion, splits) -> {
            StringBuilder line = new StringBuilder("| " + criterion);
            for (String split : SPLITS) line.append(" | ").append(splits.getOrDefault(split, 0L));
            lines.add(line + " |");
        });
        lines.addAll(List.of("", "All rows of a group of nearly equal questions are in one split."));
        return lines;
    }

    private List<String> targetLines() {
        List<String> lines = new ArrayList<>(List.of(
                "",
                "Questions were asked until enough rows were accepted. Those not asked are in no later stage's figures, neither",
                "in nor rejected.",
                "",
                "| criterion | rows wanted | accepted | questions asked | not asked |",
                "|---|---|---|---|---|"));
        targets.forEach((criterion, target) -> lines.add("| " + criterion + " | "
                + (target.target() == null ? "all" : target.target()) + " | " + target.accepted()
                + (target.missed() ? " (no more questions)" : "") + " | " + target.asked() + " | "
                + target.notAsked() + " |"));
        return lines;
    }

    private List<String> criterion(String name, CriterionCard criterion) {
        List<String> lines = new ArrayList<>(List.of("", "## Criterion " + name, "", criterion.description(), ""));
        for (int i = 0; i < criterion.principles().size(); i++)
            lines.add((i + 1) + ". " + criterion.principles().get(i).strip());
        Asking.Versions versions = promptVersions.get(name);
        if (versions != null)
            lines.addAll(List.of(
                    "",
                    "Prompt versions: answers `" + versions.answers() + "`, critiques `" + versions.critique() + "`."));
        return lines;
    }

    private List<String> waterfall() {
        List<String> lines = new ArrayList<>(List.of("", "## What was kept", "", "| stage | in | kept | rejected |"));
        lines.add("|---|---|---|---|");
        for (Waterfall stage : stages) {
            List<String> rejected = new ArrayList<>();
            stage.rejected()
                    .forEach((reason, n) -> rejected.add(RejectReason.of(reason).kebab() + " " + n));
            lines.add("| " + stage.stage() + " | " + stage.in() + " | " + stage.kept() + " | "
                    + String.join(", ", rejected) + " |");
        }
        return lines;
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
