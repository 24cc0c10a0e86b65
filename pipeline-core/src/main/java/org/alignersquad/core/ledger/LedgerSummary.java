package org.alignersquad.core.ledger;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a ledger holds, by model, kind and day. */
public record LedgerSummary(List<Line> lines) {
    public LedgerSummary {
        lines = List.copyOf(lines);
    }

    /**
     * Answers of one model to one kind of request, completed on one day (UTC).
     *
     * @param answers records, each of which was paid
     * @param unique distinct requests among them; the difference was paid twice
     */
    public record Line(
            String model,
            String kind,
            LocalDate day,
            long answers,
            long unique,
            long promptTokens,
            long completionTokens) {
        private Line plus(LedgerRecord record, boolean isNew) {
            return new Line(
                    model,
                    kind,
                    day,
                    answers + 1,
                    unique + (isNew ? 1 : 0),
                    promptTokens + record.promptTokens(),
                    completionTokens + record.completionTokens());
        }
    }

    private record Group(String model, String kind, LocalDate day) {
        private static final Comparator<Group> ORDER =
                Comparator.comparing(Group::day).thenComparing(Group::model).thenComparing(Group::kind);

        static Group of(LedgerRecord record) {
            return new Group(
                    record.model(),
                    record.kind(),
                    record.completedAt().atZone(ZoneOffset.UTC).toLocalDate());
        }

        Line line() {
            return new Line(model, kind, day, 0, 0, 0, 0);
        }
    }

    static LedgerSummary of(AnswerLedger ledger) {
        Map<Group, Line> lines = new TreeMap<>(Group.ORDER);
        for (int bucket = 0; bucket < ledger.buckets(); bucket++) {
            Set<String> seen = new HashSet<>();
            ledger.reader(bucket).forEach(record -> add(lines, record, seen.add(record.key())));
        }
        return new LedgerSummary(List.copyOf(lines.values()));
    }

    private static void add(Map<Group, Line> lines, LedgerRecord record, boolean isNew) {
        Group group = Group.of(record);
        lines.put(group, lines.getOrDefault(group, group.line()).plus(record, isNew));
    }

    public long answers() {
        return lines.stream().mapToLong(Line::answers).sum();
    }

    public long unique() {
        return lines.stream().mapToLong(Line::unique).sum();
    }
}
