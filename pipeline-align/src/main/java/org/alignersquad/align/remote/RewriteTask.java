package org.alignersquad.align.remote;

import java.util.List;
import java.util.regex.Pattern;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.prompt.PromptTemplate;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherRequest;
import org.alignersquad.models.Pair;
import org.alignersquad.models.aligner.AlignerFormat;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an aligned response: a chat model by the criterion's principles, a trained aligner by the paper's text
 * {@code x [INIT] y [ALIGNED]}.
 *
 * <p>A server reads separators wherever they stand. Those in a question or a response therefore get an invisible
 * character (U+2060, word joiner) behind their bracket, which is taken out of the rewrite again.
 *
 * @param criterion null for a trained aligner
 */
public record RewriteTask(String model, @Nullable Criterion criterion, Sampling sampling)
        implements GenerationTask<Placed, String> {
    private static final PromptTemplate PROMPT = Principles.prompt("rewrite");
    private static final String JOINER = "\u2060";
    private static final Pattern SEPARATOR = Pattern.compile("\\[(?=(?:PAD|INIT|ALIGNED|DONE|SEP)])");
    private static final Pattern BROKEN = Pattern.compile("\\[" + JOINER + "(?=(?:PAD|INIT|ALIGNED|DONE|SEP)])");

    @Override
    public TeacherRequest request(Placed input) {
        return new TeacherRequest(model, "rewrite", messages(input.pair()), sampling);
    }

    private List<Message> messages(Pair pair) {
        if (criterion != null) return Principles.fill(PROMPT, criterion, pair);
        String text = broken(pair.prompt()) + AlignerFormat.INIT + broken(pair.response()) + AlignerFormat.ALIGNED;
        return List.of(Message.user(text));
    }

    private static String broken(String text) {
        return SEPARATOR.matcher(text).replaceAll("[" + JOINER);
    }

    @Override
    public String parse(Placed input, String text) {
        if (criterion != null) return text;
        // servers differ in whether they show the token that ends a text
        int done = text.indexOf(AlignerFormat.DONE);
        String rewrite = done < 0 ? text : text.substring(0, done);
        return BROKEN.matcher(rewrite).replaceAll("[");
    }
}
