package org.alignersquad.train.rounds;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The sum of all tasks' contributions, by a tree on the executors, chunk by chunk. Always added in the order of the tasks,
 * however they arrive: floating point sums depend on the order, and a repeated round must give the same bits.
 *
 * @param chunks of a contribution, at least 1
 * @param size numbers of a contribution
 */
public record TaskSum(int chunks, long size) {
    /** Contributions that one place holds at once. */
    private static final int FAN_IN = 8;

    /** Numbers that tasks send to the driver without a tree: half of what Spark lets a job's results be where nothing is set. */
    private static final long DIRECT = 1L << 27;

    /** One chunk of the sum of a place's contributions. */
    private record Part(int place, int chunk, Contribution value) implements Serializable {}

    /** That of rounds which train so many numbers. */
    public static TaskSum of(RoundsRecipe recipe, long trained) {
        int chunks = (int) Math.max(1, (trained + Floats.CHUNK - 1) / Floats.CHUNK);
        return new TaskSum(chunks, recipe.localSteps() == 1 ? trained : 3 * trained);
    }

    private boolean direct(int tasks) {
        return chunks == 1 && size * Math.min(tasks, FAN_IN) <= DIRECT;
    }

    /** Contributions that the driver holds at once. */
    public int atDriver(int tasks) {
        return direct(tasks) ? Math.min(tasks, FAN_IN) : 1;
    }

    /** How many contributions' bytes go through the busiest machine's network until the driver has the sum. */
    public double takenIn(int workers) {
        double taken = 0;
        int parts = workers;
        if (!direct(workers) || workers > FAN_IN)
            do {
                int groups = groups(parts);
                int each = (groups * chunks + workers - 1) / workers;
                taken += (double) each * Math.min(parts, FAN_IN) / chunks;
                parts = groups;
            } while (parts > (direct(workers) ? FAN_IN : 1));
        // what a machine computed itself does not go over the network
        return taken * (workers - 1) / workers + parts;
    }

    private static int groups(int parts) {
        return (parts + FAN_IN - 1) / FAN_IN;
    }

    /** @param contributions one in each partition */
    Contribution of(JavaRDD<Contribution> contributions) {
        int count = contributions.getNumPartitions();
        boolean direct = direct(count);
        if (direct && count <= FAN_IN) return Contribution.sum(contributions.collect());
        int each = chunks;
        // by partition and not by index: counting would compute every contribution once more
        JavaRDD<Part> parts = contributions.mapPartitionsWithIndex(
                (Function2<Integer, Iterator<Contribution>, Iterator<Part>>) (place, one) -> parts(place, one, each),
                true);
        do {
            count = groups(count);
            parts = level(parts, count);
        } while (count > (direct ? FAN_IN : 1));
        return direct ? sum(parts.collect()) : joined(parts);
    }

    private static Iterator<Part> parts(int place, Iterator<Contribution> one, int chunks) {
        if (!one.hasNext()) return Collections.emptyIterator();
        Contribution whole = one.next();
        return IntStream.range(0, chunks)
                .mapToObj(chunk -> new Part(place, chunk, whole.part(chunk)))
                .iterator();
    }

    /** Sums up to {@link #FAN_IN} neighbours' parts; one partition for each chunk of each group. */
    private JavaRDD<Part> level(JavaRDD<Part> parts, int groups) {
        int each = chunks;
        JavaPairRDD<Integer, Part> keyed =
                parts.mapToPair(part -> new Tuple2<>(part.place() / FAN_IN * each + part.chunk(), part));
        return keyed.groupByKey(groups * each)
                .map(group -> new Part(group._1() / each, group._1() % each, sum(group._2())));
    }

    /** Sums all chunks at once, and then takes each by a job of its own: no job's results are more than a chunk. */
    private static Contribution joined(JavaRDD<Part> parts) {
        parts.persist(StorageLevel.MEMORY_AND_DISK());
        try {
            parts.count();
            List<Contribution> values = new ArrayList<>();
            for (Iterator<Part> each = parts.toLocalIterator(); each.hasNext(); )
                values.add(each.next().value());
            return Contribution.join(values);
        } finally {
            parts.unpersist();
        }
    }

    private static Contribution sum(Iterable<Part> group) {
        List<Part> parts = new ArrayList<>();
        group.forEach(parts::add);
        parts.sort(Comparator.comparingInt(Part::place));
        return Contribution.sum(parts.stream().map(Part::value).toList());
    }
}
