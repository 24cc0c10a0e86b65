package org.alignersquad.synth;

import java.io.Serializable;
import org.alignersquad.core.triple.Triple;

/**
 * A triple with the group that decided over its split.
 *
 * @param group of near-duplicate questions, over all criteria
 */
record SplitRow(String criterion, String group, Triple triple) implements Serializable {}
