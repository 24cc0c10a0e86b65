package org.alignersquad.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alignersquad.core.config.NearDuplicatesConfig;
import org.alignersquad.core.spark.NearDuplicates;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Precision and recall of near-duplicate groups on generated questions whose copies are known, and how time grows.
 * Arguments: number of questions, seed. A fifth of them are copies of another with one word changed, added or left out;
 * another fifth share all but three words with one and are no copies.
 */
public final class NearDuplicateQuality {
    private static final StructType COLUMNS =
            new StructType().add("key", DataTypes.StringType).add("text", DataTypes.StringType);
    private static final int WORDS = 18;

    private NearDuplicateQuality() {}

    /** Pairs that are in one group, and that should be. */
    private record Pairs(long right, long found, long planted) {}

    /** The questions, and of each the number of the one that it is a copy of. */
    private record Generated(List<Row> rows, int[] origins) {}

    public static void main(String[] arguments) {
        int questions = Integer.parseInt(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        SparkSession spark = SparkSession.builder().master("local[2]").getOrCreate();
        spark.sparkContext().setLogLevel("WARN");
        measure(spark, questions / 4, seed);
        double quarter = measure(spark, questions / 4, seed);
        double whole = measure(spark, questions, seed);
        System.out.printf("time for four times the questions: %.2f times (4.00 is linear)%n", whole / quarter);
        spark.stop();
    }

    private static double measure(SparkSession spark, int questions, long seed) {
        Generated generated = generate(questions, new Random(seed));
        Dataset<Row> texts = spark.createDataFrame(generated.rows(), COLUMNS);
        long start = System.nanoTime();
        List<Row> groups = new NearDuplicates(new NearDuplicatesConfig(.8, 16, 4))
                .groups(texts)
                .collectAsList();
        double seconds = (System.nanoTime() - start) * 1e-9;
        Pairs pairs = pairs(groups, generated.origins());
        System.out.printf(
                "%,d questions, %.1f s: precision %.4f, recall %.4f (%,d pairs planted)%n",
                questions,
                seconds,
                (double) pairs.right() / pairs.found(),
                (double) pairs.right() / pairs.planted(),
                pairs.planted());
        return seconds;
    }

    private static Generated generate(int questions, Random random) {
        List<Row> rows = new ArrayList<>();
        List<String[]> words = new ArrayList<>();
        int[] origins = new int[questions];
        for (int i = 0; i < questions; i++) {
            int kind = i < 10 ? 4 : random.nextInt(5);
            int of = kind < 2 ? origins[random.nextInt(i)] : i;
            String[] text = kind < 2 ? words.get(of).clone() : fresh(random);
            // a copy of an original, so that copies of copies do not drift
            if (kind == 0) text[random.nextInt(WORDS)] = word(random);
            for (int change = 0; kind == 1 && change < 3; change++) text[change * 5 + random.nextInt(5)] = word(random);
            origins[i] = kind == 0 ? of : i;
            words.add(text);
            rows.add(RowFactory.create(String.format("k%08d", i), String.join(" ", text) + "?"));
        }
        return new Generated(rows, origins);
    }

    private static String[] fresh(Random random) {
        String[] words = new String[WORDS];
        for (int i = 0; i < WORDS; i++) words[i] = word(random);
        return words;
    }

    /** Frequent words and rare ones, as in a language. */
    private static String word(Random random) {
        return "w" + (int) Math.pow(20_000, random.nextDouble());
    }

    private static Pairs pairs(List<Row> groups, int[] origins) {
        Map<String, Long> found = new HashMap<>();
        Map<Integer, Long> planted = new HashMap<>();
        Map<String, Long> both = new HashMap<>();
        for (Row row : groups) {
            int origin = origins[Integer.parseInt(row.<String>getAs("key").substring(1))];
            String group = row.getAs("group");
            found.merge(group, 1L, Long::sum);
            planted.merge(origin, 1L, Long::sum);
            both.merge(group + "/" + origin, 1L, Long::sum);
        }
        return new Pairs(of(both), of(found), of(planted));
    }

    private static long of(Map<?, Long> sizes) {
        return sizes.values().stream().mapToLong(n -> n * (n - 1) / 2).sum();
    }
}
