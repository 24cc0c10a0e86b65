package org.alignersquad.train;

import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.train.examples.Vocabulary;
import org.alignersquad.train.rounds.TrainingSetup;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The run's tokenizer, {@code tokenizer/tokenizer.json}; its fingerprint is written beside it, last. The triples are
 * checked when it is made: models follow only from triples that were found good.
 */
record TokenizerFile(TrainingSetup setup, Configuration conf) {
    private static final Logger LOG = LoggerFactory.getLogger(TokenizerFile.class);

    /** @throws IllegalStateException where a criterion has too few rows to train on */
    String content(Dataset<Row> pairs, TrainRecipe recipe) {
        String folder = setup.output() + "/tokenizer/";
        String fingerprint = setup.fingerprint("tokenizer", recipe.criteria(), recipe.vocabSize(), recipe.minRows());
        String found = OutputFiles.read(conf, folder + "tokenizer.json");
        if (found != null && fingerprint.equals(OutputFiles.read(conf, folder + "fingerprint.txt"))) return found;
        setup.describe("rows of each criterion and class");
        RowCounts.require(pairs, recipe.criteria(), recipe.minRows(), recipe.rows());
        setup.describe("word counts for the tokenizer");
        String content = Vocabulary.train(pairs, recipe.vocabSize());
        OutputFiles.write(conf, folder + "tokenizer.json", content);
        OutputFiles.write(conf, folder + "fingerprint.txt", fingerprint);
        LOG.info("train tokenizer: written to {}tokenizer.json", folder);
        return content;
    }
}
