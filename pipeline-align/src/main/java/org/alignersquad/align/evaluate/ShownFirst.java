package org.alignersquad.align.evaluate;

/** Which of the two responses the judge sees as A. */
public enum ShownFirst {
    ORIGINAL,
    ALIGNED
}
