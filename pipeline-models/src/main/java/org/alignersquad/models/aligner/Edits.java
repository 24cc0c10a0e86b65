package org.alignersquad.models.aligner;

import java.util.ArrayList;
import java.util.List;

/**
 * Edits of a text, in order, and their script: what an aligner writes that changes responses instead of writing them
 * anew. To leave a response as it is takes an empty script.
 *
 * <p>A script has a line {@code -removed} for each edit, followed by {@code +inserted} where something comes in its place; a
 * line {@code +inserted} on its own adds to the text's end. In a line, {@code \n}, {@code \r} and {@code \\} stand for line
 * feed, carriage return and backslash.
 */
public record Edits(List<Edit> edits) {
    public Edits {
        edits = List.copyOf(edits);
    }

    /** The edits that make one text of another. */
    public static Edits between(String from, String to) {
        return TextDiff.between(from, to).edits();
    }

    /** The text after the script's edits, all of them or none. */
    public static Edited apply(String script, String text) {
        try {
            return parse(script).applyTo(text);
        } catch (IllegalArgumentException e) {
            return new Edited(text, e.getMessage());
        }
    }

    /** @throws IllegalArgumentException quoting what is no line of a script */
    public static Edits parse(String script) {
        List<Edit> edits = new ArrayList<>();
        if (script.isEmpty()) return new Edits(edits);
        boolean open = false; // whether what comes in for the last edit may follow
        for (String line : script.split("\n", -1)) {
            String text = unescaped(line);
            boolean removes = line.startsWith("-") && line.length() > 1;
            if (!removes && !line.startsWith("+"))
                throw new IllegalArgumentException("'" + line + "' begins with neither - nor +");
            if (removes) edits.add(new Edit(text, ""));
            else if (open) edits.add(new Edit(edits.remove(edits.size() - 1).removed(), text));
            else edits.add(new Edit("", text));
            open = removes;
        }
        return new Edits(edits);
    }

    public String script() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < edits.size(); i++) {
            Edit edit = edits.get(i);
            if (!edit.removed().isEmpty()) lines.add("-" + escaped(edit.removed()));
            // else what is added to the end would be taken for what comes in here
            boolean ambiguous =
                    i + 1 < edits.size() && edits.get(i + 1).removed().isEmpty();
            if (!edit.inserted().isEmpty() || ambiguous) lines.add("+" + escaped(edit.inserted()));
        }
        return String.join("\n", lines);
    }

    /** The text after these edits, all of them or none. */
    public Edited applyTo(String text) {
        List<String> units = TextUnits.of(text);
        StringBuilder edited = new StringBuilder();
        int cursor = 0;
        for (Edit edit : edits) {
            List<String> removed = TextUnits.of(edit.removed());
            int at = removed.isEmpty() ? units.size() : TextUnits.find(units, cursor, removed);
            if (at < 0) return new Edited(text, "'" + edit.removed() + "' is not in it or not in this order");
            units.subList(cursor, at).forEach(edited::append);
            edited.append(edit.inserted());
            cursor = at + removed.size();
        }
        units.subList(cursor, units.size()).forEach(edited::append);
        return new Edited(edited.toString(), null);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    /** The line without its first character. */
    private static String unescaped(String line) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') text.append(named(line, ++i));
            else text.append(c);
        }
        return text.toString();
    }

    private static char named(String line, int at) {
        return switch (at < line.length() ? line.charAt(at) : ' ') {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case '\\' -> '\\';
            default -> throw new IllegalArgumentException("'" + line + "' has a lone backslash");
        };
    }
}
