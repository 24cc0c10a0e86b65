package org.alignersquad.align.remote;

import java.io.Serializable;
import org.alignersquad.models.Pair;

/** A pair and its place in a batch, since calls come back in order of completion. */
public record Placed(int place, Pair pair) implements Serializable {}
