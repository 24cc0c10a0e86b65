package org.alignersquad.core.teacher;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The end of asking for the whole job: going on would only spend money or reject rows that a later run can answer. Thrown
 * out of a Spark task; nothing that was paid is lost by it.
 */
public final class TeacherStop extends RuntimeException {
    /** Why asking ends. */
    public enum Cause {
        /** The recipe's budget is used up; a larger one goes on. */
        BUDGET(true),
        /** The account's quota at the endpoint is used up. */
        QUOTA(true),
        /** No endpoint has answered for longer than the recipe's patience. */
        OUTAGE(true),
        /** Somebody has ended the driver by Ctrl-C or SIGTERM. */
        USER(true),
        /** Key, address, model or a parameter are wrong: the endpoint declines whatever it is asked. */
        DECLINED(false);

        private final boolean resumable;

        Cause(boolean resumable) {
            this.resumable = resumable;
        }
    }

    private static final Pattern IN_TEXT =
            Pattern.compile(Pattern.quote(TeacherStop.class.getName()) + ": \\[([A-Z]+)] ([^\\r\\n]*)");

    private final Cause cause;
    private final String reason;

    public TeacherStop(Cause cause, String reason) {
        super("[" + cause + "] " + oneLine(reason));
        this.cause = cause;
        this.reason = oneLine(reason);
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\r\\n]+", " ");
    }

    public Cause stopCause() {
        return cause;
    }

    /** In words, for people. */
    public String reason() {
        return reason;
    }

    /** Whether the same command can go on later with nothing changed but time, budget or quota. */
    public boolean resumable() {
        return cause.resumable;
    }

    /** The stop behind an error, also where Spark has turned the task's exception into text; null where there is none. */
    public static @Nullable TeacherStop in(@Nullable Throwable error) {
        int depth = 0;
        for (@Nullable Throwable at = error; at != null && depth < 50; at = at.getCause(), depth++) {
            if (at instanceof TeacherStop stop) return stop;
            Matcher text = IN_TEXT.matcher(String.valueOf(at.getMessage()));
            if (text.find()) return new TeacherStop(Cause.valueOf(text.group(1)), text.group(2));
        }
        return null;
    }
}
