package org.alignersquad.train.examples;

import java.util.List;

/**
 * A row of an examples stage: one response to one input, as token ids.
 *
 * @param label 1 where the response is misaligned, 0 where it is aligned
 * @param boundary position of the first id of the second part: what an aligner must write, or the response that an
 *     inspector judges
 */
public record ExampleRow(String id, String criterion, String split, int label, List<Integer> inputIds, int boundary) {}
