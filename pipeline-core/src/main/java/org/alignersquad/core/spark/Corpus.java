package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.CorpusConfig;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Reads corpora: every column of the source as it is, and beside them {@code _id}, {@code _prompt}, {@code _response}
 * and {@code _corrupt} (the raw text of a row that could not be read, else null).
 */
public final class Corpus {
    public static final String ID = "_id";
    public static final String PROMPT = "_prompt";
    public static final String RESPONSE = "_response";
    public static final String CORRUPT = "_corrupt";

    private Corpus() {}

    /**
     * All rows of a corpus. Ids are unique: rows without an id of their own get one from their content, repeated
     * content is numbered.
     *
     * @throws ConfigException where a column named in the configuration does not exist
     */
    public static Dataset<Row> read(SparkSession spark, CorpusConfig corpus) {
        Dataset<Row> source = source(spark, corpus);
        requireColumns(corpus, source.schema());
        Dataset<Row> rows =
                source.withColumn(PROMPT, text(corpus.prompt())).withColumn(RESPONSE, text(corpus.response()));
        if (!Arrays.asList(rows.columns()).contains(CORRUPT)) rows = rows.withColumn(CORRUPT, text(null));
        return withIds(rows, corpus.id());
    }

    private static Dataset<Row> source(SparkSession spark, CorpusConfig corpus) {
        return switch (corpus.format()) {
            case JSONL ->
                withCorrupt(
                        spark, corpus, "json", spark.read().json(corpus.path()).schema());
            case CSV -> withCorrupt(spark, corpus, "csv", csvColumns(spark, corpus));
            case TEXT -> spark.read().text(corpus.path());
            case PARQUET -> spark.read().parquet(corpus.path());
            case TABLE -> spark.table(corpus.path());
        };
    }

    private static StructType csvColumns(SparkSession spark, CorpusConfig corpus) {
        return spark.read()
                .option("header", true)
                .option("multiLine", true)
                .csv(corpus.path())
                .schema();
    }

    /** An unreadable row becomes a row with only {@code _corrupt} set; Spark does so only where the schema names that column. */
    private static Dataset<Row> withCorrupt(SparkSession spark, CorpusConfig corpus, String format, StructType schema) {
        StructType columns = new StructType();
        for (var field : schema.fields()) {
            if (!field.name().equals("_corrupt_record")) columns = columns.add(field);
        }
        return spark.read()
                .format(format)
                .schema(columns.add(CORRUPT, DataTypes.StringType))
                .option("mode", "PERMISSIVE")
                .option("columnNameOfCorruptRecord", CORRUPT)
                .option("header", true)
                .option("multiLine", format.equals("csv"))
                .option("quote", "\"")
                .option("escape", "\"")
                .load(corpus.path());
    }

    private static Column text(@Nullable String column) {
        return column == null
                ? lit(null).cast("string")
                : col("`" + column + "`").cast("string");
    }

    private static Dataset<Row> withIds(Dataset<Row> rows, @Nullable String id) {
        Column content = substring(sha2(concat_ws("\u0001", col(PROMPT), col(RESPONSE), col(CORRUPT)), 256), 1, 16);
        Column own = id == null ? content : when(text(id).isNotNull(), text(id)).otherwise(content);
        Dataset<Row> based = rows.withColumn("_base", own);
        if (!repeats(based)) return based.withColumnRenamed("_base", ID);
        Column repeat = row_number().over(Window.partitionBy(col("_base")).orderBy(col(PROMPT)));
        return based.withColumn("_repeat", repeat)
                .withColumn(
                        ID,
                        when(col("_repeat").equalTo(1), col("_base"))
                                .otherwise(concat_ws("-", col("_base"), col("_repeat"))))
                .drop("_base", "_repeat");
    }

    /** Reads only what ids are made of, which costs less than to shuffle whole rows for nothing. */
    private static boolean repeats(Dataset<Row> based) {
        return !based.groupBy(xxhash64(col("_base"))).count().where("count > 1").isEmpty();
    }

    private static void requireColumns(CorpusConfig corpus, StructType schema) {
        Set<String> there = new TreeSet<>(List.of(schema.fieldNames()));
        for (String wanted : Arrays.asList(corpus.prompt(), corpus.response(), corpus.id())) {
            if (wanted != null && !there.contains(wanted)) {
                throw new ConfigException(corpus.path() + ": there is no column " + wanted + ", columns are " + there);
            }
        }
    }
}
