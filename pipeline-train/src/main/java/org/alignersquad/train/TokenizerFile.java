package org.alignersquad.train;

import java.util.List;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.train.examples.Vocabulary;
import org.alignersquad.train.rounds.TrainingSetup;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tokenizer of a run's models from scratch, {@code tokenizer/tokenizer.json}; its fingerprint is written beside it, last. */
record TokenizerFile(TrainingSetup setup, Configuration conf) {
    private static final Logger LOG = LoggerFactory.getLogger(TokenizerFile.class);

    String content(Dataset<Row> pairs, List<String> criteria, int vocabSize) {
        String folder = setup.output() + "/tokenizer/";
        String fingerprint = setup.fingerprint("tokenizer", criteria, vocabSize);
        String found = OutputFiles.read(conf, folder + "tokenizer.json");
        if (found != null && fingerprint.equals(OutputFiles.read(conf, folder + "fingerprint.txt"))) return found;
        setup.describe("word counts for the tokenizer");
        String content = Vocabulary.train(pairs, vocabSize);
        OutputFiles.write(conf, folder + "tokenizer.json", content);
        OutputFiles.write(conf, folder + "fingerprint.txt", fingerprint);
        LOG.info("train tokenizer: written to {}tokenizer.json", folder);
        return content;
    }
}
