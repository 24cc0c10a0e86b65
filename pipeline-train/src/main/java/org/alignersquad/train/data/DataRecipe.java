package org.alignersquad.train.data;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.core.config.NearDuplicatesConfig;

/**
 * Training data from files that are no triple table.
 *
 * @param files of labelled answers, of pairs, or of both
 * @param nearDuplicates how questions that are nearly the same are found: a group has one split. Where rows have no
 *     question, their (misaligned) response stands for it
 */
public record DataRecipe(List<DataFile> files, NearDuplicatesConfig nearDuplicates) implements Serializable {
    public DataRecipe {
        files = List.copyOf(files);
        if (files.isEmpty()) throw new IllegalArgumentException("files must name at least one");
    }
}
