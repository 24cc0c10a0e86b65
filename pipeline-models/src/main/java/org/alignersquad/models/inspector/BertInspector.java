package org.alignersquad.models.inspector;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.alignersquad.models.Checkpoint;
import org.alignersquad.models.Compute;
import org.alignersquad.models.FrozenModel;
import org.alignersquad.models.Pair;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.score.Scorer;
import org.alignersquad.models.tokenizer.Tokenizer;

/** An inspector with a BERT classifier, which it owns; class 1 is misaligned. */
public final class BertInspector implements Inspector {
    private static final int MAX_TOKENS_PER_BATCH = 8192;

    private final InspectorCard card;
    private final SequenceClassifier classifier;
    private final FrozenModel<EncoderConfig> frozen;
    private final Tokenizer tokenizer;
    private final PairEncoding encoding;

    private BertInspector(InspectorCard card, SequenceClassifier classifier, Tokenizer tokenizer) {
        if (classifier.config().numLabels() != 2)
            throw new IllegalArgumentException(
                    "Inspector needs 2 classes, has " + classifier.config().numLabels());
        this.card = card;
        this.classifier = classifier;
        frozen = classifier.freeze();
        this.tokenizer = tokenizer;
        encoding = new PairEncoding(tokenizer, classifier.config().maxPositions());
    }

    /** An inspector of these parts, which it then owns. */
    public static BertInspector of(InspectorCard card, SequenceClassifier classifier, Tokenizer tokenizer) {
        return new BertInspector(card, classifier, tokenizer);
    }

    static BertInspector open(Path directory, InspectorCard card, Compute compute) {
        Checkpoint checkpoint = Checkpoint.open(directory);
        return new BertInspector(card, checkpoint.sequenceClassifier(compute), checkpoint.tokenizer());
    }

    /** Writes an inspector's directory, in Hugging Face's layout with {@value InspectorCard#FILE} beside it. */
    public static void save(Path directory, SequenceClassifier classifier, Tokenizer tokenizer, InspectorCard card) {
        Checkpoint.save(
                directory,
                classifier,
                tokenizer,
                PairEncoding.roles(tokenizer),
                Map.of(InspectorCard.FILE, card.json()));
    }

    @Override
    public InspectorCard card() {
        return card;
    }

    @Override
    public float[] logOdds(List<Pair> pairs) {
        return new Scorer(frozen, MAX_TOKENS_PER_BATCH)
                .logOdds(pairs.stream().map(encoding::encode).toList());
    }

    @Override
    public void close() {
        frozen.close();
        classifier.close();
        tokenizer.close();
    }
}
