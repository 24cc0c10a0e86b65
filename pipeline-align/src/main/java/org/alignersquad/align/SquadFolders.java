package org.alignersquad.align;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** Where the models of a squad lie, by criterion; part of what an alignment is made from. */
record SquadFolders(Map<String, ModelFolder> inspectors, Map<String, ModelFolder> aligners) implements Serializable {
    SquadFolders {
        inspectors = Collections.unmodifiableMap(new TreeMap<>(inspectors));
        aligners = Collections.unmodifiableMap(new TreeMap<>(aligners));
    }

    static SquadFolders of(Configuration conf, SquadConfig squad) {
        Map<String, ModelFolder> inspectors = new TreeMap<>();
        Map<String, ModelFolder> aligners = new TreeMap<>();
        squad.criteria().forEach((criterion, member) -> {
            inspectors.put(criterion, ModelFolder.of(conf, member.inspector()));
            aligners.put(criterion, ModelFolder.of(conf, member.aligner()));
        });
        return new SquadFolders(inspectors, aligners);
    }
}
