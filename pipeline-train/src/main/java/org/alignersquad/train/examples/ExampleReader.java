package org.alignersquad.train.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/** Reads examples from Parquet inside a task, without Spark. */
final class ExampleReader {
    private ExampleReader() {}

    static List<Example> read(List<String> files, Selection selection, Configuration conf) {
        List<Example> examples = new ArrayList<>();
        for (String file : files) {
            readFile(file, selection, conf, examples);
        }
        // files come in no particular order, training needs one
        examples.sort(Comparator.comparing(Example::id).thenComparing(Example::label));
        return List.copyOf(examples);
    }

    private static void readFile(String file, Selection selection, Configuration conf, List<Example> to) {
        try (ParquetReader<Group> reader = ParquetReader.builder(new GroupReadSupport(), new Path(file))
                .withConf(conf)
                .build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                if (!row.getString("split", 0).equals(selection.split())) continue;
                if (!selection.criteria().contains(row.getString("criterion", 0))) continue;
                to.add(example(row));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read examples from " + file, e);
        }
    }

    private static Example example(Group row) {
        Group list = row.getGroup("input_ids", 0);
        int[] ids = new int[list.getFieldRepetitionCount(0)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = list.getGroup(0, i).getInteger(0, 0);
        }
        return new Example(row.getString("id", 0), row.getInteger("label", 0), ids, row.getInteger("boundary", 0));
    }
}
