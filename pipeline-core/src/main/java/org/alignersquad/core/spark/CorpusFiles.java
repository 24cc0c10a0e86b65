package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.util.Iterator;
import java.util.Map;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.text.Iterators;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Reads a corpus's files: its own columns, then {@code _corrupt}, {@code _fault} and {@code _place}. */
final class CorpusFiles {
    private static final Map<String, String> PERMISSIVE =
            Map.of("mode", "PERMISSIVE", "columnNameOfCorruptRecord", Corpus.CORRUPT);

    private CorpusFiles() {}

    static Dataset<Row> read(SparkSession spark, CorpusConfig corpus) {
        return switch (corpus.format()) {
            case JSONL -> jsonLines(spark, corpus.path());
            case CSV -> csv(spark, corpus);
            case TEXT -> text(spark, corpus.path());
            case PARQUET -> whole(spark.read().parquet(corpus.path()));
            case TABLE -> whole(spark.table(corpus.path()));
        };
    }

    private static Dataset<Row> whole(Dataset<Row> rows) {
        return rows.withColumn(Corpus.CORRUPT, Corpus.none())
                .withColumn(Corpus.FAULT, Corpus.none())
                .withColumn(Corpus.PLACE, Corpus.none());
    }

    private static Dataset<Row> text(SparkSession spark, String path) {
        return NumberedLines.read(spark, path)
                .withColumn(Corpus.CORRUPT, when(col("fault").isNotNull(), col("value")))
                .withColumn(Corpus.FAULT, at(col("fault"), col("place")))
                .withColumnRenamed("place", Corpus.PLACE)
                .drop("fault");
    }

    private static Dataset<Row> jsonLines(SparkSession spark, String path) {
        Dataset<Row> lines =
                NumberedLines.read(spark, path).filter(trim(col("value")).notEqual(""));
        // a list or a bare value would be read as a row of nulls
        Column isObject = trim(col("value")).startsWith("{");
        Dataset<Row> checked = lines.withColumn(
                "fault", coalesce(col("fault"), when(isObject, Corpus.none()).otherwise(lit("Not a JSON object"))));
        Dataset<String> good =
                checked.filter(col("fault").isNull()).select("value").as(Encoders.STRING());
        StructType schema = columns(spark.read().options(PERMISSIVE).json(good).schema());
        Column parsed = when(
                col("fault").isNull(),
                from_json(col("value"), schema.add(Corpus.CORRUPT, DataTypes.StringType), PERMISSIVE));
        Column fault = coalesce(
                col(Corpus.FAULT), when(col(Corpus.CORRUPT).isNotNull(), lit("Not a JSON object that can be read")));
        // names that the objects' own columns may have are gone before those are there
        return checked.select(
                        parsed.as("_row"),
                        col("value").as("_line"),
                        col("fault").as(Corpus.FAULT),
                        col("place").as(Corpus.PLACE))
                .select(col("_row.*"), col("_line"), col(Corpus.FAULT), col(Corpus.PLACE))
                .withColumn(Corpus.FAULT, at(fault, col(Corpus.PLACE)))
                .withColumn(Corpus.CORRUPT, when(col(Corpus.FAULT).isNotNull(), col("_line")))
                .drop("_line");
    }

    private static StructType columns(StructType inferred) {
        StructType columns = new StructType();
        for (var field : inferred.fields()) if (!field.name().equals(Corpus.CORRUPT)) columns = columns.add(field);
        return columns;
    }

    private static Column at(Column fault, Column place) {
        return when(fault.isNotNull(), concat_ws(": ", fault, place));
    }

    private static Dataset<Row> csv(SparkSession spark, CorpusConfig corpus) {
        StructType named = reader(spark, corpus).csv(corpus.path()).schema();
        Dataset<Row> rows = reader(spark, corpus)
                .schema(named.add(Corpus.CORRUPT, DataTypes.StringType))
                .options(PERMISSIVE)
                // files whose columns have another order are an error, not rows with cells of other columns
                .option("enforceSchema", false)
                .csv(corpus.path());
        StructType numbered =
                rows.schema().add(Corpus.FAULT, DataTypes.StringType).add(Corpus.PLACE, DataTypes.StringType);
        return rows.withColumn("_file", col("_metadata.file_path"))
                .mapPartitions((MapPartitionsFunction<Row, Row>) CorpusFiles::numberedRecords, Encoders.row(numbered));
    }

    private static DataFrameReader reader(SparkSession spark, CorpusConfig corpus) {
        return spark.read()
                .options(ZstdCodec.OPTIONS)
                .option("header", corpus.named())
                .option("sep", corpus.cellSeparator())
                .option("multiLine", true)
                .option("quote", "\"")
                .option("escape", "\"");
    }

    private static Iterator<Row> numberedRecords(Iterator<Row> rows) {
        Records records = new Records();
        return Iterators.map(rows, records::numbered);
    }

    /** Counts the records of a file, which one task reads from its start: lines may be parts of a cell. */
    private static final class Records {
        private static final char REPLACEMENT = '\uFFFD';

        private String file = "";
        private long number;

        Row numbered(Row row) {
            int columns = row.size() - 1;
            String in = row.getString(columns);
            number = in.equals(file) ? number + 1 : 1;
            file = in;
            Object[] values = new Object[columns + 2];
            for (int i = 0; i < columns; i++) values[i] = row.get(i);
            String place = file + ", record " + number;
            String fault = fault(row, columns);
            values[columns - 1] = fault == null ? null : raw(row, columns);
            values[columns] = fault == null ? null : fault + ": " + place;
            values[columns + 1] = place;
            return RowFactory.create(values);
        }

        private static @org.jspecify.annotations.Nullable String fault(Row row, int columns) {
            if (!row.isNullAt(columns - 1)) return "Not as many cells as there are columns";
            for (int i = 0; i < columns - 1; i++)
                if (!row.isNullAt(i) && row.getString(i).indexOf(REPLACEMENT) >= 0) return "Not valid UTF-8";
            return null;
        }

        private static String raw(Row row, int columns) {
            if (!row.isNullAt(columns - 1)) return row.getString(columns - 1);
            StringBuilder cells = new StringBuilder();
            for (int i = 0; i < columns - 1; i++)
                cells.append(i == 0 ? "" : ",").append(row.isNullAt(i) ? "" : row.getString(i));
            return cells.toString();
        }
    }
}
