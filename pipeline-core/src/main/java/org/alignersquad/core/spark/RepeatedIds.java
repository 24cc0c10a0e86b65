package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.alignersquad.core.text.Iterators;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Whether ids repeat, and how many rows each partition of a table has. Reads what ids are made of and moves eight bytes for
 * each row, hundreds of rows at a time: grouping the ids by SQL takes many times as long.
 *
 * @param rows by partition; partitions without rows are missing
 * @param any whether two rows have one id, or ids with one hash
 */
record RepeatedIds(Map<Integer, Long> rows, boolean any) {
    private static final int PACKETS = 64;
    private static final int PACKET_HASHES = 8192;
    private static final StructType PACKET = new StructType()
            .add("to", DataTypes.IntegerType)
            .add("partition", DataTypes.IntegerType)
            .add("hashes", DataTypes.BinaryType);
    private static final StructType COUNT = new StructType()
            .add("partition", DataTypes.IntegerType)
            .add("rows", DataTypes.LongType)
            .add("repeats", DataTypes.BooleanType);

    static RepeatedIds of(Dataset<Row> table, Column id) {
        MapPartitionsFunction<Long, Row> pack = hashes -> new Packets(hashes);
        MapPartitionsFunction<Row, Row> count = RepeatedIds::count;
        List<Row> counts = table.select(xxhash64(id))
                .as(Encoders.LONG())
                .mapPartitions(pack, Encoders.row(PACKET))
                .repartition(col("to"))
                .mapPartitions(count, Encoders.row(COUNT))
                .groupBy("partition")
                .agg(Map.of("rows", "sum", "repeats", "max"))
                .select("partition", "sum(rows)", "max(repeats)")
                .collectAsList();
        Map<Integer, Long> rows = new TreeMap<>();
        boolean any = false;
        for (Row row : counts) {
            rows.put(row.getInt(0), row.getLong(1));
            any |= row.getBoolean(2);
        }
        return new RepeatedIds(rows, any);
    }

    /** Equal hashes have all come to this task. */
    private static Iterator<Row> count(Iterator<Row> packets) {
        Map<Integer, Long> rows = new TreeMap<>();
        List<LongBuffer> all = new ArrayList<>();
        while (packets.hasNext()) {
            Row packet = packets.next();
            LongBuffer hashes = ByteBuffer.wrap(packet.getAs("hashes")).asLongBuffer();
            rows.merge(packet.getAs("partition"), (long) hashes.remaining(), Long::sum);
            all.add(hashes);
        }
        boolean repeats = anyTwice(all);
        return Iterators.map(
                rows.entrySet().iterator(), each -> RowFactory.create(each.getKey(), each.getValue(), repeats));
    }

    private static boolean anyTwice(List<LongBuffer> packets) {
        long[] hashes =
                new long[packets.stream().mapToInt(LongBuffer::remaining).sum()];
        int at = 0;
        for (LongBuffer packet : packets) {
            int size = packet.remaining();
            packet.get(hashes, at, size);
            at += size;
        }
        Arrays.sort(hashes);
        for (int i = 1; i < hashes.length; i++) if (hashes[i] == hashes[i - 1]) return true;
        return false;
    }

    /** A partition's hashes in packets, each for the one task that sees all equal ones. */
    private static final class Packets implements Iterator<Row> {
        private final Iterator<Long> hashes;
        private final List<ByteBuffer> open = new ArrayList<>();
        private final int partition = TaskContext.getPartitionId();
        private int drained;

        Packets(Iterator<Long> hashes) {
            this.hashes = hashes;
            for (int i = 0; i < PACKETS; i++) open.add(ByteBuffer.allocate(PACKET_HASHES * Long.BYTES));
        }

        @Override
        public boolean hasNext() {
            if (hashes.hasNext()) return true;
            while (drained < PACKETS && open.get(drained).position() == 0) drained++;
            return drained < PACKETS;
        }

        @Override
        public Row next() {
            while (hashes.hasNext()) {
                long hash = hashes.next();
                int to = (int) (hash >>> 1) & (PACKETS - 1);
                ByteBuffer packet = open.get(to);
                packet.putLong(hash);
                if (!packet.hasRemaining()) return emptied(to);
            }
            if (!hasNext()) throw new NoSuchElementException();
            return emptied(drained);
        }

        private Row emptied(int to) {
            ByteBuffer packet = open.get(to);
            byte[] content = Arrays.copyOf(packet.array(), packet.position());
            packet.clear();
            return RowFactory.create(to, partition, content);
        }
    }
}
