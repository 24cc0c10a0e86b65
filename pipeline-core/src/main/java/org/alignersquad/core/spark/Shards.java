package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/** Parts of a table that are computed and committed one by one. */
public final class Shards {
    /** The seed with which Spark's hash partitioning calls Murmur3. */
    private static final int SPARK_HASH_SEED = 42;

    private Shards() {}

    /** A shard in {@code [0, shards)} by the hash of a column; the same for the same value in every run. */
    public static Column of(Column value, int shards) {
        return pmod(xxhash64(value), lit((long) shards)).cast("int");
    }

    /**
     * One Spark task per shard. {@code repartition(n, col("shard"))} alone would leave a third of the tasks empty and
     * give others two shards, since it partitions by the hash of the number.
     *
     * @param shards the values that column {@code shard} takes in this table
     */
    public static Dataset<Row> oneTaskEach(Dataset<Row> table, List<Integer> shards) {
        int tasks = shards.size();
        int highest = shards.stream().mapToInt(Integer::intValue).max().orElse(0);
        Column[] targets = new Column[highest + 1];
        for (int shard = 0; shard <= highest; shard++) {
            targets[shard] = lit(numberWithPartition(Math.max(0, shards.indexOf(shard)), tasks));
        }
        return table.repartition(
                tasks, element_at(array(targets), col(Outcomes.SHARD).plus(lit(1))));
    }

    private static int numberWithPartition(int partition, int partitions) {
        int number = 0;
        while (Math.floorMod(Murmur3_x86_32.hashInt(number, SPARK_HASH_SEED), partitions) != partition) {
            number++;
        }
        return number;
    }

    /** For job descriptions: {@code 0-3, 7}. */
    static String names(List<Integer> shards) {
        if (shards.size() > 2 && shards.get(shards.size() - 1) - shards.get(0) == shards.size() - 1) {
            return shards.get(0) + "-" + shards.get(shards.size() - 1);
        }
        return shards.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
