package org.alignersquad.core.ledger;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;

/** Answers of one model to one kind of request on one day (UTC). */
record LedgerGroup(String model, String kind, LocalDate day) {
    static final Comparator<LedgerGroup> ORDER = Comparator.comparing(LedgerGroup::day)
            .thenComparing(LedgerGroup::model)
            .thenComparing(LedgerGroup::kind);

    static LedgerGroup of(LedgerRecord record) {
        return new LedgerGroup(
                record.model(),
                record.kind(),
                record.completedAt().atZone(ZoneOffset.UTC).toLocalDate());
    }
}
