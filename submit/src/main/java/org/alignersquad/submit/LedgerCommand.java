package org.alignersquad.submit;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.alignersquad.align.evaluate.EvaluateRecipe;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.ledger.AnswerLedger;
import org.alignersquad.core.ledger.LedgerSummary;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.synth.SynthRecipe;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ledger}: what was paid, by day, model and kind; reads one bucket at a time. */
@Command(
        name = "aligners ledger",
        mixinStandardHelpOptions = true,
        description = "Prints what the answers of a ledger cost, and how often they were used again.")
final class LedgerCommand implements Callable<Integer> {
    /** Longer than a listing of a bucket takes on any storage. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final String ROW = "%-10s  %-28s %-10s %9s %9s %9s %13s %13s  %s%n";

    @Parameters(index = "0", paramLabel = "PATH|RECIPE", description = "a ledger's folder, or a recipe that names it")
    private String where = "";

    // no option, since submit/aligners takes options for Spark's
    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "compact|key=value",
            description = {
                "compact: first makes one file of each bucket's many; safe beside running jobs",
                "key=value: changes to the recipe"
            })
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        Configuration conf = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        for (String path : paths()) {
            AnswerLedger ledger = open(conf, path);
            System.out.println("ledger " + path);
            if (words.contains("compact")) {
                AnswerLedger.Compacted done = ledger.compact(GRACE);
                System.out.printf("  %d files took the place of %d%n", done.written(), done.replaced());
            }
            print(System.out, ledger.summary());
        }
        System.out.flush();
        return ExitCode.DONE.code();
    }

    private static AnswerLedger open(Configuration conf, String path) {
        try {
            return AnswerLedger.open(conf, path);
        } catch (UncheckedIOException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    private Set<String> paths() {
        if (!where.matches(".*\\.ya?ml")) return Set.of(where);
        Set<String> paths = new LinkedHashSet<>();
        List<String> changes =
                words.stream().filter(word -> !word.equals("compact")).toList();
        addIfThere(paths, () -> Recipes.load(where, "synth", changes, SynthRecipe.class)
                .values()
                .ledger()
                .path());
        addIfThere(paths, () -> Recipes.load(where, "evaluate", changes, EvaluateRecipe.class)
                .values()
                .judge()
                .ledger()
                .path());
        if (paths.isEmpty()) throw new ConfigException(where + ": neither synth nor evaluate names a ledger");
        return paths;
    }

    private static void addIfThere(Set<String> paths, Supplier<String> path) {
        try {
            paths.add(path.get());
        } catch (ConfigException e) {
            if (e.problems().stream().noneMatch(problem -> problem.endsWith("is missing"))) throw e;
        }
    }

    private static void print(PrintStream out, LedgerSummary summary) {
        out.printf(ROW, "day", "model", "kind", "sent", "unique", "cached", "prompt tok.", "completion t.", "money");
        Map<String, Double> money = new TreeMap<>();
        for (LedgerSummary.Line line : summary.lines()) {
            out.printf(
                    ROW,
                    line.day(),
                    line.model(),
                    line.kind(),
                    line.answers(),
                    line.unique(),
                    line.cached(),
                    line.promptTokens(),
                    line.completionTokens(),
                    text(line.money()));
            line.money().forEach((currency, more) -> money.merge(currency, more, Double::sum));
        }
        out.printf(
                ROW,
                "all",
                "",
                "",
                summary.answers(),
                summary.unique(),
                summary.cached(),
                summary.lines().stream()
                        .mapToLong(LedgerSummary.Line::promptTokens)
                        .sum(),
                summary.lines().stream()
                        .mapToLong(LedgerSummary.Line::completionTokens)
                        .sum(),
                text(money));
    }

    private static String text(Map<String, Double> money) {
        if (money.isEmpty()) return "-";
        List<String> texts = new ArrayList<>();
        new TreeMap<>(money)
                .forEach((currency, sum) -> texts.add(String.format(Locale.ROOT, "%.4f %s", sum, currency)));
        return String.join(", ", texts);
    }
}
