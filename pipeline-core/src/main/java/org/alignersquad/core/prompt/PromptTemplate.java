package org.alignersquad.core.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alignersquad.core.teacher.Message;

/**
 * A chat prompt with named slots, written {@code {{name}}}. Its text starts each message with a line
 * {@code --- role ---}.
 *
 * <p>What fills a slot is data: slots in it are not filled again, and a line of it that starts with {@code ###} is
 * indented by a space, so that it cannot pass for one of the prompt's headings.
 */
public record PromptTemplate(String name, List<Message> messages) implements Serializable {
    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern ROLE = Pattern.compile("(?m)^--- (system|user|assistant) ---\\R");
    private static final Pattern HEADING = Pattern.compile("(?m)^###");

    public PromptTemplate {
        messages = List.copyOf(messages);
        if (messages.isEmpty())
            throw new IllegalArgumentException(
                    "Cannot read prompt " + name + ": expected a line such as --- user --- before each message");
    }

    /** Reads {@code <name>.txt} beside this class. */
    public static PromptTemplate resource(String name) {
        try (InputStream in = PromptTemplate.class.getResourceAsStream(name + ".txt")) {
            if (in == null) throw new IllegalArgumentException("Cannot find prompt resource: " + name + ".txt");
            return parse(name, new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read prompt resource: " + name + ".txt", e);
        }
    }

    public static PromptTemplate parse(String name, String text) {
        List<Message> messages = new ArrayList<>();
        Matcher role = ROLE.matcher(text);
        boolean more = role.find();
        while (more) {
            String speaker = role.group(1);
            int start = role.end();
            more = role.find();
            messages.add(new Message(
                    speaker,
                    text.substring(start, more ? role.start() : text.length()).strip()));
        }
        return new PromptTemplate(name, messages);
    }

    /** Names of the slots, sorted. */
    public Set<String> slots() {
        Set<String> slots = new TreeSet<>();
        for (Message message : messages)
            SLOT.matcher(message.content()).results().forEach(m -> slots.add(m.group(1)));
        return slots;
    }

    /** A short hash of the text: changes whenever a character of it does. */
    public String version() {
        return PromptVersion.of(messages);
    }

    /**
     * The messages with every slot filled.
     *
     * @throws IllegalArgumentException where a slot has no value or a value no slot
     */
    public List<Message> fill(Map<String, String> values) {
        Set<String> filled = new HashSet<>();
        List<Message> whole = messages.stream()
                .map(m -> new Message(m.role(), fill(m.content(), values, filled)))
                .toList();
        if (!filled.equals(values.keySet()))
            throw new IllegalArgumentException("Cannot fill prompt " + name + ": it has slots " + slots()
                    + ", values were given for: " + new TreeSet<>(values.keySet()));
        return whole;
    }

    /** Slots without a value stay; the names of all are added to those that were met. */
    private static String fill(String content, Map<String, String> values, Set<String> met) {
        StringBuilder filled = new StringBuilder();
        Matcher slot = SLOT.matcher(content);
        int end = 0;
        // a prompt is long and is filled for every request: only what looks like a slot is matched
        for (int at = content.indexOf("{{"); at >= 0 && slot.find(at); at = content.indexOf("{{", end)) {
            met.add(slot.group(1));
            filled.append(content, end, slot.start()).append(fence(values.getOrDefault(slot.group(1), slot.group())));
            end = slot.end();
        }
        return filled.append(content, end, content.length()).toString();
    }

    private static String fence(String value) {
        return value.contains("###") ? HEADING.matcher(value).replaceAll(" ###") : value;
    }
}
