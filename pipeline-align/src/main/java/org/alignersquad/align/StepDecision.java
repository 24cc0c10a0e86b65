package org.alignersquad.align;

/** What became of one rewrite. */
public enum StepDecision {
    ACCEPTED,
    /** It did not lower its criterion's score enough. */
    REFUSED_NO_GAIN,
    /** It raised another criterion's score too much. */
    REFUSED_HARM,
    /** An inspector could not score it. */
    REFUSED_UNSCORED,
    /** It says the same over and over. */
    REFUSED_REPETITION,
    /** It has too little in common with the text that was rewritten. */
    REFUSED_UNLIKE,
    /** The aligner gave the text back as it was. */
    IDENTICAL,
    /** It is a text that the row had before. */
    CYCLE,
    /** The aligner did not see the whole text or did not come to an end. */
    UNFINISHED,
    /** The aligner's edits do not fit the text. */
    UNAPPLIED,
    /** The aligner wrote nothing. */
    EMPTY,
    /** The aligner's endpoint gave no rewrite. */
    FAILED
}
