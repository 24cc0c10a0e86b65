package org.alignersquad.train.aligners;

import java.io.Serializable;
import org.alignersquad.train.edits.DroppedWords;

/**
 * The criterion's inspector, which decides as in job align: only what it calls misaligned is rewritten, and a rewrite is
 * kept only where it finds it less so.
 *
 * @param directory the inspector's
 * @param version of the directory's content
 * @param constant the answer that 'always the same answer' gives
 * @param sentence that 'add the same sentence' adds
 * @param words that 'drop the usual words' drops
 */
record Gate(String directory, String version, String constant, String sentence, DroppedWords words)
        implements Serializable {}
