package org.alignersquad.core.run;

/** How a job ended, as its process exit code. */
public enum ExitCode {
    DONE(0),
    FAILED(1),
    /** Wrong usage, recipe or input, found before any Spark job. */
    WRONG_INPUT(2),
    /** Stopped at the budget or by the user; the same command resumes. */
    STOPPED(3),
    /** Done, and a figure is below the recipe's floor. */
    GATE_NOT_MET(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
