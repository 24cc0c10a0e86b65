package org.alignersquad.core.teacher.embedded;

import java.util.List;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.Sampling;

/**
 * A teacher made of rules and word lists: offline, the same answer to the same request on every JVM, for the criteria
 * {@code ethical}, {@code factuality} and {@code helpful}. It writes simple texts that tiny models can learn from, errs on
 * purpose, mends its own errors, and judges by the same rules. It is no language model: its figures say that the
 * pipeline works, not how good a real squad is.
 *
 * <p>It tells what it is asked from the prompt's text alone. About one answer in sixty is malformed or leaks words of
 * the prompt at first, as with real teachers. Immutable and thread-safe.
 */
public final class EmbeddedTeacher {
    /** The model name it answers under. */
    public static final String MODEL = "embedded-teacher-1";

    private final ListWriter lists;
    private final TripleWriter triples;
    private final Judge judge;

    public EmbeddedTeacher() {
        Books books = Books.load();
        TopicFinder topics = new TopicFinder(books.questions());
        lists = new ListWriter(books.questions());
        triples = new TripleWriter(books, topics);
        judge = new Judge(triples, topics);
    }

    /** Answers a prompt; one that is not the pipeline's gets a sentence that says so. */
    public Completion complete(List<Message> messages, Sampling sampling) {
        PromptText prompt = PromptText.of(messages);
        String seed = sampling.seed() == null ? "" : sampling.seed().toString();
        return Completion.of(prompt, answer(prompt, seed), sampling);
    }

    private String answer(PromptText prompt, String seed) {
        return switch (EmbeddedTask.of(prompt)) {
            case TOPICS -> lists.topics(prompt, seed);
            case QUESTIONS -> lists.questions(prompt, seed);
            case ANSWERS -> triples.answers(prompt, seed);
            case CRITIQUE -> triples.critique(prompt);
            case RESPONSE -> triples.response(prompt, seed);
            case FAULT -> triples.fault(prompt);
            case REVISION, ALIGN -> triples.revision(prompt);
            case INSPECT -> judge.inspection(prompt);
            case JUDGE -> judge.answer(prompt);
            case OTHER -> "I am " + MODEL + ", a set of rules: I answer only the prompts of the aligner pipeline.";
        };
    }

    /**
     * Number of faults that the teacher's rules find in a response to this question; 0 means that it has nothing to
     * mend. Empty, endlessly repeating or straying responses count one more, under every criterion.
     */
    public int faults(String criterion, String question, String response) {
        return judge.faults(criterion, question, response);
    }

    /** The response with its faults against this criterion mended, all else verbatim; never blank. */
    public String aligned(String criterion, String question, String response) {
        return triples.mend(criterion, question, response).text();
    }
}
