package org.alignersquad.train.inspectors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.inspector.BertInspector;
import org.alignersquad.models.inspector.InspectorCard;
import org.alignersquad.models.inspector.InspectorKind;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.train.examples.ExampleFiles;
import org.alignersquad.train.files.ModelDirectory;
import org.alignersquad.train.files.Pretrained;
import org.alignersquad.train.rounds.Floats;
import org.alignersquad.train.rounds.Learner;
import org.alignersquad.train.rounds.MetricsFile;
import org.alignersquad.train.rounds.Trained;
import org.alignersquad.train.rounds.TrainingSetup;
import org.jspecify.annotations.Nullable;

/** Trains BERT inspectors in rounds, from scratch or from a checkpoint. */
public final class BertTrainer implements InspectorTrainer {
    private final TrainingSetup setup;
    private final BertRecipe recipe;
    private final StageOutput examples;
    private final String tokenizer;
    private final @Nullable Pretrained pretrained;

    /**
     * @param tokenizer content of the {@code tokenizer.json} that the examples are encoded with
     * @param pretrained what the recipe's checkpoint is; null where it has none
     */
    public BertTrainer(
            TrainingSetup setup,
            BertRecipe recipe,
            StageOutput examples,
            String tokenizer,
            @Nullable Pretrained pretrained) {
        this.setup = setup;
        this.recipe = recipe;
        this.examples = examples;
        this.tokenizer = tokenizer;
        this.pretrained = pretrained;
    }

    @Override
    public String name() {
        return "bert";
    }

    @Override
    public InspectorKind kind() {
        return InspectorKind.BERT;
    }

    @Override
    public Object settings() {
        String start = pretrained == null ? "scratch" : pretrained.version();
        return List.of(recipe, start, examples.fingerprint(), setup.tasks());
    }

    @Override
    public ObjectNode features() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public ObjectNode train(String criterion, String model, String fingerprint, ModelDirectory to) {
        try (Tokenizer opened = Tokenizer.parse(tokenizer);
                SequenceClassifier classifier = fresh(opened)) {
            Trained trained = setup.train(
                    model,
                    Learner.INSPECTOR,
                    classifier.config().json().toString(),
                    null,
                    recipe.training(),
                    ExampleFiles.of(examples),
                    List.of(criterion),
                    fingerprint,
                    Floats.copyOf(classifier.weights().flat()));
            new MetricsFile(setup.output(), setup.settings().configuration()).write(model, trained);
            trained.parameters().writeTo(classifier.weights().flat());
            InspectorCard card = Inspectors.uncalibrated(this, criterion);
            to.begin(local -> BertInspector.save(local, classifier, opened, card));
            return trained.json(classifier.parameterCount());
        }
    }

    private SequenceClassifier fresh(Tokenizer opened) {
        if (pretrained == null)
            return SequenceClassifier.create(recipe.config(opened.vocabSize(), setup.maxLength()), setup.seed());
        return pretrained
                .open(setup.settings().configuration())
                .sequenceClassifierWithFreshHead(2, setup.seed(), opened);
    }
}
