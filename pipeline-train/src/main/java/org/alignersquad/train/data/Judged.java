package org.alignersquad.train.data;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.List;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.spark.Corpus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a data file as judged responses, good ones and bad ones. Columns {@code id, source, criterion, question_type,
 * prompt, response, aligned_response, label_text, about, corrupt}: {@code about} is the text that tells which question a
 * row is about.
 */
final class Judged {
    private Judged() {}

    static Dataset<Row> read(SparkSession spark, DataFile file) {
        Dataset<Row> rows = Corpus.read(spark, file.corpus());
        requireColumns(file, rows);
        if (file.sources() != null && file.source() != null)
            rows = rows.where(text(file.source())
                    .isin(file.sources().toArray())
                    .or(col(Corpus.CORRUPT).isNotNull()));
        return file.label() == null ? pairs(rows, file) : labelled(rows, file);
    }

    private static void requireColumns(DataFile file, Dataset<Row> rows) {
        List<String> there = Arrays.asList(rows.columns());
        for (String column : file.columns())
            if (!there.contains(column))
                throw new ConfigException(file.path() + ": there is no column " + column + ", columns are " + there);
    }

    private static Dataset<Row> labelled(Dataset<Row> rows, DataFile file) {
        Column none = lit(null).cast("string");
        return columns(rows, file, col(Corpus.RESPONSE), none, text(file.label()), col(Corpus.RESPONSE));
    }

    /** The misaligned response and the aligned one; where they are equal or one is missing, one row. */
    private static Dataset<Row> pairs(Dataset<Row> rows, DataFile file) {
        Column aligned = text(file.alignedResponse());
        Column bad = struct(col(Corpus.RESPONSE).as("text"), lit("1").as("label"));
        Column good = struct(aligned.as("text"), lit("0").as("label"));
        Column one = col(Corpus.RESPONSE).isNull().or(aligned.isNull());
        Column both = when(one, array(bad))
                .when(col(Corpus.RESPONSE).equalTo(aligned), array(good))
                .otherwise(array(bad, good));
        Dataset<Row> judged = rows.withColumn("_judged", explode(both))
                .withColumn("_complete", when(one, lit(null)).otherwise(col("_judged.text")));
        return columns(judged, file, col("_complete"), aligned, col("_judged.label"), col(Corpus.RESPONSE));
    }

    private static Dataset<Row> columns(
            Dataset<Row> rows, DataFile file, Column response, Column aligned, Column label, Column about) {
        Column prompt = coalesce(col(Corpus.PROMPT), lit(""));
        Column source = file.source() == null ? lit(new Path(file.path()).getName()) : text(file.source());
        return rows.select(
                col(Corpus.ID).as("id"),
                concat_ws("/", source, text(file.model())).as("source"),
                text(file.criterion()).as("criterion"),
                coalesce(text(file.questionType()), firstWord(prompt)).as("question_type"),
                prompt.as("prompt"),
                response.as("response"),
                aligned.as("aligned_response"),
                label.as("label_text"),
                when(prompt.rlike("\\S"), prompt)
                        .otherwise(coalesce(about, lit("")))
                        .as("about"),
                col(Corpus.CORRUPT).as("corrupt"));
    }

    private static Column firstWord(Column prompt) {
        return lower(regexp_extract(prompt, "^\\W*(\\w+)", 1));
    }

    private static Column text(@Nullable String column) {
        return column == null
                ? lit(null).cast("string")
                : col("`" + column + "`").cast("string");
    }
}
