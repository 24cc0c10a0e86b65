package org.alignersquad.align.remote;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alignersquad.core.criteria.Criterion;
import org.alignersquad.core.prompt.PromptTemplate;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.MalformedAnswerException;
import org.alignersquad.core.teacher.Message;
import org.alignersquad.core.teacher.Sampling;
import org.alignersquad.core.teacher.TeacherRequest;
import org.alignersquad.core.text.Json;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the probability that a response is misaligned. A classifier gets question and response on two lines, as one
 * text.
 *
 * @param criterion null for a classifier
 * @param misalignedClass null for a language model
 */
public record InspectTask(
        String model,
        @Nullable Criterion criterion,
        @Nullable Sampling sampling,
        @Nullable Integer misalignedClass) implements GenerationTask<Placed, Float> {
    private static final PromptTemplate PROMPT = Principles.prompt("inspect");
    private static final Pattern NUMBER = Pattern.compile("\\D{0,20}(\\d{1,3})\\s*(?:%|/\\s*100)?\\W*");
    /** Part of a request's key; a classifier draws nothing. */
    private static final Sampling NONE = new Sampling(0, 1, 1, List.of(), null);

    @Override
    public TeacherRequest request(Placed input) {
        return new TeacherRequest(model, "inspect", messages(input), sampling == null ? NONE : sampling);
    }

    private List<Message> messages(Placed input) {
        if (criterion != null) return Principles.fill(PROMPT, criterion, input.pair());
        return List.of(Message.user(input.pair().prompt() + "\n" + input.pair().response()));
    }

    @Override
    public Float parse(Placed input, String text) throws MalformedAnswerException {
        return misalignedClass == null ? percentage(text) : probability(text, requireNonNull(misalignedClass));
    }

    private static float percentage(String text) throws MalformedAnswerException {
        Matcher number = NUMBER.matcher(text.strip().lines().findFirst().orElse(""));
        int value = number.matches() ? Integer.parseInt(number.group(1)) : -1;
        if (value < 0 || value > 100)
            throw new MalformedAnswerException("The first line must be only a whole number from 0 to 100.");
        return value / 100f;
    }

    private static float probability(String text, int index) throws MalformedAnswerException {
        try {
            JsonNode probability = Json.read(text, JsonNode.class).path(index);
            if (probability.isNumber() && probability.floatValue() >= 0 && probability.floatValue() <= 1)
                return probability.floatValue();
        } catch (UncheckedIOException e) {
            throw new MalformedAnswerException("The probabilities are not JSON");
        }
        throw new MalformedAnswerException("There is no probability of class " + index + " in " + text);
    }
}
