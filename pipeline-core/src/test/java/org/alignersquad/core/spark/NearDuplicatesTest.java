package org.alignersquad.core.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.alignersquad.core.config.NearDuplicatesConfig;
import org.alignersquad.core.text.MinHash;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {
    private static final NearDuplicatesConfig CONFIG = new NearDuplicatesConfig(0.8, 16, 4);
    private static final StructType QUESTIONS =
            new StructType().add("key", DataTypes.StringType).add("text", DataTypes.StringType);

    @Test
    void findsNearlyAllPairsThatComparingAllWithAllFindsAndNoOthers() {
        List<String> texts = texts(400);
        Map<String, String> groups = groups(texts);

        List<Set<Long>> features = texts.stream().map(MinHash::features).toList();
        int similar = 0;
        int together = 0;
        for (int i = 0; i < texts.size(); i++) {
            for (int j = i + 1; j < texts.size(); j++) {
                double jaccard = MinHash.jaccard(features.get(i), features.get(j));
                if (jaccard < CONFIG.threshold()) continue;
                similar++;
                if (groups.get(key(i)).equals(groups.get(key(j)))) together++;
            }
        }
        assertThat(similar).as("similar pairs in the test's texts").isGreaterThan(100);
        assertThat((double) together / similar).isGreaterThan(.97);
        assertThat(new HashSet<>(groups.values()).size()).isGreaterThan(200);
    }

    @Test
    void textsWithoutWordsAndVeryLongOnesAreGroupsOfTheirOwn() {
        Map<String, String> groups = groups(List.of("😀😀", "🎉", "word ".repeat(200_000), "一二三", "what is tea"));
        assertThat(Set.copyOf(groups.values())).hasSize(5);
    }

    private static Map<String, String> groups(List<String> texts) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) rows.add(RowFactory.create(key(i), texts.get(i)));
        var questions = LocalSpark.session().createDataFrame(rows, QUESTIONS);
        Map<String, String> groups = new HashMap<>();
        for (Row row : new NearDuplicates(CONFIG).groups(questions).collectAsList())
            groups.put(row.getAs("key"), row.getAs("group"));
        assertThat(groups).hasSize(texts.size());
        return groups;
    }

    private static String key(int i) {
        return String.format("k%04d", i);
    }

    /** Random texts of 20 words; half of them are copies of another with one word changed. */
    private static List<String> texts(int n) {
        Random random = new Random(11);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            boolean copy = i > 10 && i % 2 == 0;
            List<String> words = new ArrayList<>();
            if (copy) words.addAll(List.of(texts.get(random.nextInt(i)).split(" ")));
            else for (int w = 0; w < 20; w++) words.add("w" + random.nextInt(3_000));
            if (copy) words.set(random.nextInt(words.size()), "x" + random.nextInt(3_000));
            texts.add(String.join(" ", words));
        }
        return texts;
    }
}
