package org.alignersquad.core.ledger;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a ledger holds, by day, model and kind. */
public record LedgerSummary(List<Line> lines) {
    public LedgerSummary {
        lines = List.copyOf(lines);
    }

    /**
     * Answers of one model to one kind of request, completed on one day (UTC).
     *
     * @param answers records, each of which was sent and paid
     * @param unique distinct requests among them; the difference was paid twice
     * @param cached times that on this day an answer was used again instead of being paid
     * @param money by currency, of the answers whose price was known
     */
    public record Line(
            String model,
            String kind,
            LocalDate day,
            long answers,
            long unique,
            long cached,
            long promptTokens,
            long completionTokens,
            Map<String, Double> money) {
        public Line {
            money = Map.copyOf(money);
        }
    }

    /** One bucket at a time: sums, and the keys of that bucket. */
    static LedgerSummary of(AnswerLedger ledger) {
        Map<LedgerGroup, Sum> sums = new TreeMap<>(LedgerGroup.ORDER);
        for (int bucket = 0; bucket < ledger.buckets(); bucket++) {
            Map<LedgerGroup, Sum> part = new TreeMap<>(LedgerGroup.ORDER);
            ledger.reader(bucket).forEach(() -> {
                part.clear();
                Set<String> seen = new HashSet<>();
                return record -> part.computeIfAbsent(LedgerGroup.of(record), any -> new Sum())
                        .add(record, seen.add(record.key().substring(0, 32)));
            });
            ledger.hits(bucket, (group, count) -> part.computeIfAbsent(group, any -> new Sum()).cached += count);
            part.forEach((group, sum) ->
                    sums.computeIfAbsent(group, any -> new Sum()).add(sum));
        }
        return new LedgerSummary(sums.entrySet().stream()
                .map(entry -> entry.getValue().line(entry.getKey()))
                .toList());
    }

    private static final class Sum {
        private long answers;
        private long unique;
        private long cached;
        private long promptTokens;
        private long completionTokens;
        private final Map<String, Double> money = new TreeMap<>();

        void add(LedgerRecord record, boolean isNew) {
            answers++;
            if (isNew) unique++;
            promptTokens += record.promptTokens();
            completionTokens += record.completionTokens();
            if (record.cost() != null) {
                money.merge(record.cost().currency(), record.cost().money(), Double::sum);
            }
        }

        void add(Sum other) {
            answers += other.answers;
            unique += other.unique;
            cached += other.cached;
            promptTokens += other.promptTokens;
            completionTokens += other.completionTokens;
            other.money.forEach((currency, more) -> money.merge(currency, more, Double::sum));
        }

        Line line(LedgerGroup group) {
            return new Line(
                    group.model(),
                    group.kind(),
                    group.day(),
                    answers,
                    unique,
                    cached,
                    promptTokens,
                    completionTokens,
                    money);
        }
    }

    public long answers() {
        return lines.stream().mapToLong(Line::answers).sum();
    }

    public long unique() {
        return lines.stream().mapToLong(Line::unique).sum();
    }

    public long cached() {
        return lines.stream().mapToLong(Line::cached).sum();
    }
}
