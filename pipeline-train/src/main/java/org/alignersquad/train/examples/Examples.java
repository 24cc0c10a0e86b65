package org.alignersquad.train.examples;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.alignersquad.core.spark.Outcomes;
import org.alignersquad.core.spark.Shards;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.core.spark.Stages;
import org.alignersquad.core.text.Hashes;
import org.alignersquad.core.text.Names;
import org.alignersquad.core.triple.Reject;
import org.alignersquad.core.triple.RejectReason;
import org.alignersquad.models.Pair;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The stages that encode judged responses once, for all rounds of all models.
 *
 * @param tokenizer content of a {@code tokenizer.json}
 * @param source fingerprint of the triples
 */
public record Examples(Encoding encoding, String tokenizer, int maxLength, int shards, String source)
        implements java.io.Serializable {
    private static final Outcomes<ExampleRow> OUTCOMES = Outcomes.of(ExampleRow.class);

    public StageOutput stage(Stages stages, Dataset<Row> pairs) {
        String name = "examples/" + Names.kebab(encoding);
        List<Object> settings = List.of(source, Hashes.id(tokenizer), maxLength);
        return stages.whole(name, shards, settings, () -> outcomes(pairs));
    }

    private Dataset<Row> outcomes(Dataset<Row> pairs) {
        Examples examples = this;
        return pairs.withColumn(Outcomes.SHARD, Shards.of(col("id"), shards))
                .mapPartitions((MapPartitionsFunction<Row, Row>) examples::encodeAll, OUTCOMES.encoder())
                .repartition(shards, col(Outcomes.SHARD));
    }

    private Iterator<Row> encodeAll(Iterator<Row> rows) {
        Tokenizer opened = Tokenizer.parse(tokenizer);
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> opened.close());
        Iterable<Row> all = () -> rows;
        return StreamSupport.stream(all.spliterator(), false)
                .map(row -> encode(opened, row))
                .iterator();
    }

    private Row encode(Tokenizer opened, Row row) {
        Pair pair = new Pair(row.getAs("prompt"), row.getAs("response"));
        Encoding.Encoded encoded = encoding.encode(opened, maxLength, pair, row.getAs("aligned_response"));
        int shard = row.getAs(Outcomes.SHARD);
        String id = row.getAs("id");
        if (encoded.inputIds().length > maxLength) {
            String detail = encoded.inputIds().length + " tokens, at most " + maxLength + " fit";
            return OUTCOMES.rejected(shard, new Reject(id, RejectReason.TOO_LONG, detail, pair.response()));
        }
        return OUTCOMES.kept(
                shard,
                new ExampleRow(
                        id,
                        row.getAs("criterion"),
                        row.getAs("split"),
                        row.getAs("label"),
                        Arrays.stream(encoded.inputIds()).boxed().toList(),
                        encoded.boundary()));
    }
}
