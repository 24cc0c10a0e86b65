package org.alignersquad.train.examples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alignersquad.train.files.HadoopSettings;

/** Shards that this process has read, so that the next round need not read them again. Safe for many threads. */
public final class ShardCache {
    private static final int SHARDS_KEPT = 64;
    private static final Map<Key, List<Example>> SHARDS = new LinkedHashMap<>(16, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, List<Example>> eldest) {
            return size() > SHARDS_KEPT;
        }
    };

    /** File names hold a run's unique id: a file of this name never changes. */
    private record Key(List<String> files, Selection selection) {}

    private ShardCache() {}

    /** The shard's examples, ordered by id and label. */
    public static synchronized List<Example> examples(
            ExampleFiles files, int shard, Selection selection, HadoopSettings settings) {
        Key key = new Key(files.shards().get(shard), selection);
        return SHARDS.computeIfAbsent(
                key, missing -> ExampleReader.read(missing.files(), selection, settings.configuration()));
    }
}
