package org.alignersquad.synth;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.spark.Rows;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.task.Hint;
import org.alignersquad.core.task.QuestionLines;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Iterators;
import org.alignersquad.core.triple.RejectReason;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Candidates out of the lines that teachers wrote when they were asked for questions. */
record TeacherLines(StageOutput calls, CriterionSet criteria, FiltersConfig filters) implements CandidateSource {
    private static final Rows<QuestionCall> CALLS = Rows.of(QuestionCall.class);

    @Override
    public Object settings() {
        return calls.fingerprint();
    }

    @Override
    public Dataset<Row> candidates() {
        FiltersConfig all = filters;
        Map<String, QuestionFilters.Limits> limits = criteria.each(c -> new QuestionFilters.Limits(c.filters(), all));
        return calls.kept()
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows -> Iterators.flatMap(
                                rows, row -> lines(CALLS.record(row), limits).iterator()),
                        Candidates.ROWS.encoder());
    }

    private static List<Row> lines(QuestionCall call, Map<String, QuestionFilters.Limits> limits) {
        List<Row> candidates = new ArrayList<>();
        QuestionLines lines = requireNonNull(call.lines());
        for (QuestionLines.Accepted line : lines.accepted()) {
            String id = Hashes.id(call.id(), "line", String.valueOf(line.hint()));
            Finding finding =
                    QuestionFilters.findWritten(line.question(), requireNonNull(limits.get(call.criterion())));
            Hint hint = new Hint(line.questionType(), line.topic());
            candidates.add(Candidates.ROWS.row(
                    Candidates.question(call.criterion(), id, hint, line.question(), null, finding)));
        }
        int number = 0;
        for (QuestionLines.Rejected line : lines.rejected()) {
            String id = Hashes.id(call.id(), "rejected", String.valueOf(number++));
            candidates.add(Candidates.ROWS.row(rejected(call, id, line)));
        }
        return candidates;
    }

    private static Candidate rejected(QuestionCall call, String id, QuestionLines.Rejected line) {
        Hint hint = line.hint() < 0 ? new Hint("", "") : call.hints().get(line.hint());
        String detail = line.hint() < 0
                ? "No hint asked for this line"
                : "Asked for type: " + hint.questionType() + ", topic: " + hint.topic();
        Finding finding = new Finding(reason(line.reason()), detail);
        return Candidates.rejected(call.criterion(), id, hint.questionType(), hint.topic(), finding, line.line());
    }

    private static RejectReason reason(String line) {
        return switch (line) {
            case "line-missing" -> RejectReason.MISSING_LINE;
            case "line-unterminated" -> RejectReason.UNFINISHED_LINE;
            case "line-prefix-differs" -> RejectReason.WRONG_PREFIX;
            case "line-not-asked" -> RejectReason.NOT_ASKED_FOR;
            default -> throw new IllegalArgumentException("No reject reason for " + line);
        };
    }
}
