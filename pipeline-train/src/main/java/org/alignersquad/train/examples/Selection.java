package org.alignersquad.train.examples;

import java.io.Serializable;
import java.util.List;

/** Which rows of a shard: those of one split and of these criteria. */
public record Selection(String split, List<String> criteria) implements Serializable {
    public Selection {
        criteria = List.copyOf(criteria);
    }
}
