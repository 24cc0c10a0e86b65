package org.alignersquad.align.evaluate;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the rows of a labelled dump.
 *
 * @param fault column with the criterion that the response breaks
 * @param none value of that column where the response breaks none
 * @param expected column with the response as it should be; null where the dump has none
 */
public record LabelsConfig(
        String fault, String none, @Nullable String expected) implements Serializable {}
