package org.alignersquad.train.rounds;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * The sum of all tasks' contributions, by a tree on the executors. Always added in the order of the tasks, however they
 * arrive: floating point sums depend on the order, and a repeated round must give the same bits.
 */
final class TaskSum {
    /** Contributions that one place holds at once. */
    private static final int FAN_IN = 8;

    private record Part(int place, Contribution value) implements java.io.Serializable {}

    private TaskSum() {}

    /** @param contributions one in each partition */
    static Contribution of(JavaRDD<Contribution> contributions) {
        int count = contributions.getNumPartitions();
        if (count <= FAN_IN) return inOrder(contributions.collect());
        JavaRDD<Part> parts = contributions.zipWithIndex().map(t -> new Part(t._2().intValue(), t._1()));
        while (count > FAN_IN) {
            count = (count + FAN_IN - 1) / FAN_IN;
            JavaPairRDD<Integer, Part> groups = parts.mapToPair(part -> new Tuple2<>(part.place() / FAN_IN, part));
            parts = groups.groupByKey(count).map(group -> new Part(group._1(), sorted(group._2())));
        }
        List<Part> last = new ArrayList<>(parts.collect());
        last.sort(Comparator.comparingInt(Part::place));
        return inOrder(last.stream().map(Part::value).toList());
    }

    private static Contribution sorted(Iterable<Part> group) {
        List<Part> parts = new ArrayList<>();
        group.forEach(parts::add);
        parts.sort(Comparator.comparingInt(Part::place));
        return inOrder(parts.stream().map(Part::value).toList());
    }

    private static Contribution inOrder(List<Contribution> contributions) {
        Contribution sum = contributions.get(0);
        for (Contribution next : contributions.subList(1, contributions.size())) sum = sum.plus(next);
        return sum;
    }
}
