package org.alignersquad.train.aligners;

import java.io.Serializable;

/**
 * The criterion's inspector, which decides as in job align: only what it calls misaligned is rewritten, and a rewrite is
 * kept only where it finds it less so.
 *
 * @param directory the inspector's
 * @param version of the directory's content
 * @param constant the answer that 'always the same answer' gives
 */
record Gate(String directory, String version, String constant) implements Serializable {}
