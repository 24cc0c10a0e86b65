package org.alignersquad.core.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.CorpusConfig;
import org.alignersquad.core.text.Conversation;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Reads corpora: every column of the source as it is, and beside them those named here. */
public final class Corpus {
    /** Identifies the row; unique. */
    public static final String ID = "_id";
    /** The question, after its context where it has one; null where there is none. */
    public static final String PROMPT = "_prompt";

    public static final String RESPONSE = "_response";
    /** The raw text of a row that could not be read, else null. */
    public static final String CORRUPT = "_corrupt";
    /** Why it could not be read, for people; else null. */
    public static final String FAULT = "_fault";
    /** File and line of the row, for people; null where rows have none. */
    public static final String PLACE = "_place";

    private static final UserDefinedFunction CONVERSATION = udf(
            (UDF2<String, String, Row>) (messages, system) -> row(Conversation.read(messages, system)),
            new StructType()
                    .add("question", DataTypes.StringType)
                    .add("response", DataTypes.StringType)
                    .add("fault", DataTypes.StringType));

    private static final UserDefinedFunction QUESTION =
            udf((UDF2<String, String, String>) Conversation::question, DataTypes.StringType);

    private Corpus() {}

    private static Row row(Conversation read) {
        return RowFactory.create(read.question(), read.response(), read.fault());
    }

    /**
     * All rows of a corpus. Ids are unique: rows without an id of their own get one from their content, repeated
     * content is numbered.
     *
     * @throws ConfigException where a column named in the configuration does not exist, or the files are not of the format
     */
    public static Dataset<Row> read(SparkSession spark, CorpusConfig corpus) {
        Dataset<Row> rows = unnumbered(spark, corpus);
        return RepeatedIds.of(rows, col(ID)).any() ? numbered(rows) : rows;
    }

    /** As {@link #read}, but rows may share an id. Reads what it must to know the columns, and nothing more. */
    static Dataset<Row> unnumbered(SparkSession spark, CorpusConfig corpus) {
        try {
            Dataset<Row> source = CorpusFiles.read(spark, corpus);
            CorpusColumns columns = new CorpusColumns(corpus.path(), source.schema());
            Dataset<Row> rows = corpus.messages() == null
                    ? asked(source, corpus, columns)
                    : chatted(source, corpus, columns, corpus.messages());
            return rows.withColumn(ID, id(columns.text(corpus.id()), corpus.id() != null));
        } catch (Exception e) {
            throw e instanceof RuntimeException other && !isAnalysis(e)
                    ? other
                    : new ConfigException(
                            corpus.path() + ": cannot be read as " + corpus.format() + ": " + e.getMessage());
        }
    }

    // Java must not name a checked exception that no signature declares
    private static boolean isAnalysis(Exception e) {
        return e instanceof org.apache.spark.sql.AnalysisException;
    }

    private static Dataset<Row> asked(Dataset<Row> source, CorpusConfig corpus, CorpusColumns columns) {
        Column prompt = columns.text(corpus.prompt());
        return source.withColumn(
                        PROMPT,
                        corpus.system() == null ? prompt : QUESTION.apply(columns.text(corpus.system()), prompt))
                .withColumn(RESPONSE, columns.text(corpus.response()));
    }

    private static Dataset<Row> chatted(
            Dataset<Row> source, CorpusConfig corpus, CorpusColumns columns, String messages) {
        Column fault = col("_chat.fault");
        return chat(source, corpus, columns, messages)
                .withColumn(
                        CORRUPT, when(fault.isNotNull(), columns.json(messages)).otherwise(col(CORRUPT)))
                .withColumn(FAULT, coalesce(fault, col(FAULT)))
                .drop("_chat");
    }

    private static Dataset<Row> chat(Dataset<Row> source, CorpusConfig corpus, CorpusColumns columns, String messages) {
        Column response = corpus.responseInMessages() ? col("_chat.response") : columns.text(corpus.response());
        return source.withColumn("_chat", CONVERSATION.apply(columns.json(messages), columns.text(corpus.system())))
                .withColumn(PROMPT, col("_chat.question"))
                .withColumn(RESPONSE, response);
    }

    private static Column id(Column own, boolean given) {
        Column content = substring(sha2(concat_ws("\u0001", col(PROMPT), col(RESPONSE), col(CORRUPT)), 256), 1, 16);
        return given ? coalesce(own, content) : content;
    }

    /** Rows with one id get a number each. Shuffles all rows. */
    static Dataset<Row> numbered(Dataset<Row> rows) {
        Column repeat = row_number().over(Window.partitionBy(col(ID)).orderBy(col(PROMPT), col(RESPONSE)));
        return rows.withColumn("_repeat", repeat)
                .withColumn(
                        ID,
                        when(col("_repeat").equalTo(lit(1)), col(ID))
                                .otherwise(concat_ws("-", col(ID), col("_repeat"))))
                .drop("_repeat");
    }

    /**
     * Prompt and response of rows that have the columns of a corpus, as they were read from it.
     *
     * @return the rows with {@link #PROMPT} and {@link #RESPONSE}
     */
    public static Dataset<Row> withTexts(Dataset<Row> rows, CorpusConfig corpus) {
        CorpusColumns columns = new CorpusColumns(corpus.path(), rows.schema());
        return corpus.messages() == null
                ? asked(rows, corpus, columns)
                : chat(rows, corpus, columns, corpus.messages()).drop("_chat");
    }

    static Column none() {
        @Nullable String nothing = null;
        return lit(nothing).cast("string");
    }
}
