package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.udf;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.AccumulatorV2;
import org.jspecify.annotations.Nullable;

/**
 * Counts rows by shard in the tasks that write them. Spark adds up each finished partition of a write once, whatever
 * attempts at it failed or came second, so that this is what the committed files hold.
 */
public final class Tally extends AccumulatorV2<Map<Integer, ShardCounts>, Map<Integer, ShardCounts>> {
    private final Map<Integer, ShardCounts> shards = new TreeMap<>();
    // most rows of a task are of one shard
    private transient int last = -1;
    private transient @Nullable ShardCounts lastCounts;

    Tally() {}

    /** Adds to a figure of a shard, which goes into its manifest: {@link StageOutput#sums}. For tasks. */
    public synchronized void add(int shard, String figure, double value) {
        of(shard).add(figure, value);
    }

    private ShardCounts of(int shard) {
        ShardCounts counts = lastCounts;
        if (counts == null || shard != last) {
            counts = shards.computeIfAbsent(shard, any -> new ShardCounts());
            last = shard;
            lastCounts = counts;
        }
        return counts;
    }

    /** The same rows, counted as they pass. */
    Dataset<Row> counting(Dataset<Row> outcomes) {
        UDF3<Integer, String, Long, Boolean> count = this::count;
        // as a filter, since a column that nobody reads would not be computed
        UserDefinedFunction counted = udf(count, DataTypes.BooleanType).asNondeterministic();
        Column hash = expr("xxhash64(" + columns(outcomes.schema()) + ")");
        return outcomes.where(counted.apply(col(Outcomes.SHARD), col(Outcomes.REJECT + ".reason"), hash));
    }

    private synchronized boolean count(int shard, @Nullable String reason, long hash) {
        of(shard).add(reason, hash);
        return true;
    }

    private static String columns(StructType schema) {
        List<String> names = new ArrayList<>();
        for (StructField field : schema.fields()) {
            names.add(Checksums.hashable("`" + field.name() + "`", field.dataType(), 0));
        }
        return String.join(", ", names);
    }

    @Override
    public synchronized boolean isZero() {
        return shards.isEmpty();
    }

    @Override
    public Tally copy() {
        Tally copy = new Tally();
        copy.merge(this);
        return copy;
    }

    @Override
    public synchronized void reset() {
        shards.clear();
        lastCounts = null;
    }

    @Override
    public synchronized void add(Map<Integer, ShardCounts> more) {
        more.forEach((shard, counts) -> of(shard).add(counts));
    }

    @Override
    public void merge(AccumulatorV2<Map<Integer, ShardCounts>, Map<Integer, ShardCounts>> other) {
        add(other.value());
    }

    @Override
    public Map<Integer, ShardCounts> value() {
        return shards;
    }

    // an executor's heartbeat sends what its tasks have counted so far, while they go on counting
    private synchronized void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
    }
}
