package org.alignersquad.core.teacher.embedded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.criteria.CriterionFiles;
import org.alignersquad.core.criteria.QuestionType;
import org.alignersquad.core.task.Answers;
import org.alignersquad.core.task.AnswersTask;
import org.alignersquad.core.task.Hint;
import org.alignersquad.core.task.Question;
import org.alignersquad.core.task.QuestionLines;
import org.alignersquad.core.task.QuestionsInput;
import org.alignersquad.core.task.QuestionsTask;
import org.alignersquad.core.task.TopicsInput;
import org.alignersquad.core.task.TopicsTask;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.MalformedAnswerException;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherRequest;

/** What the embedded teacher writes when it is asked as the pipeline asks, topics first. */
final class Triples {
    static final EmbeddedTeacher TEACHER = new EmbeddedTeacher();
    static final Sampling SAMPLING = new Sampling(1, 1, 4_000, List.of(), 11L);

    private Triples() {}

    static <I, O> O ask(GenerationTask<I, O> task, I input) throws MalformedAnswerException {
        TeacherRequest request = task.request(input);
        String text = TEACHER.complete(request.messages(), request.sampling()).text();
        try {
            return task.parse(input, text);
        } catch (MalformedAnswerException e) {
            List<Message> again = new ArrayList<>(request.messages());
            again.add(Message.assistant(text));
            again.add(Message.user(String.valueOf(e.getMessage())));
            return task.parse(input, TEACHER.complete(again, request.sampling()).text());
        }
    }

    /** The first n distinct questions of one criterion. */
    static List<String> questions(String name, int n) {
        Criterion criterion = CriterionFiles.load(name);
        Map<String, String> questions = new LinkedHashMap<>();
        try {
            List<Hint> hints = hints(criterion);
            for (int draw = 0; questions.size() < n; draw++)
                for (int from = 0; from < hints.size() && questions.size() < n; from += 15)
                    add(questions, criterion, hints.subList(from, Math.min(from + 15, hints.size())), draw);
        } catch (MalformedAnswerException e) {
            throw new AssertionError(e);
        }
        return questions.keySet().stream().limit(n).toList();
    }

    private static List<Hint> hints(Criterion criterion) throws MalformedAnswerException {
        TopicsTask task = new TopicsTask(criterion, "any", SAMPLING);
        List<Hint> hints = new ArrayList<>();
        for (QuestionType type : criterion.questionTypes())
            ask(task, new TopicsInput(type, List.of(), 60, 0)).forEach(t -> hints.add(new Hint(type.name(), t)));
        return hints;
    }

    private static void add(Map<String, String> questions, Criterion criterion, List<Hint> hints, int draw)
            throws MalformedAnswerException {
        QuestionsInput input =
                new QuestionsInput(hints, criterion.seedQuestions().subList(0, 5), draw);
        QuestionLines lines = ask(new QuestionsTask(criterion, "any", SAMPLING), input);
        lines.accepted().forEach(a -> questions.put(a.question(), a.topic()));
    }

    static Answers answers(String criterion, String question) {
        try {
            return ask(
                    new AnswersTask(CriterionFiles.load(criterion), "any", SAMPLING),
                    new Question("", "", "", question));
        } catch (MalformedAnswerException e) {
            throw new AssertionError(question, e);
        }
    }
}
