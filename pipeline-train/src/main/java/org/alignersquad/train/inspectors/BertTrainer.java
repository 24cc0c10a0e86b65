package org.alignersquad.train.inspectors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.models.SequenceClassifier;
import org.alignersquad.models.bert.BertConfig;
import org.alignersquad.models.inspector.BertInspector;
import org.alignersquad.models.inspector.InspectorCard;
import org.alignersquad.models.inspector.InspectorKind;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.train.examples.ExampleFiles;
import org.alignersquad.train.files.ModelDirectory;
import org.alignersquad.train.rounds.Learner;
import org.alignersquad.train.rounds.MetricsFile;
import org.alignersquad.train.rounds.Trained;
import org.alignersquad.train.rounds.TrainingSetup;

/** Trains BERT inspectors from scratch, in rounds. */
public final class BertTrainer implements InspectorTrainer {
    private final TrainingSetup setup;
    private final BertRecipe recipe;
    private final StageOutput examples;
    private final String tokenizer;

    /** @param tokenizer content of the {@code tokenizer.json} that the examples are encoded with */
    public BertTrainer(TrainingSetup setup, BertRecipe recipe, StageOutput examples, String tokenizer) {
        this.setup = setup;
        this.recipe = recipe;
        this.examples = examples;
        this.tokenizer = tokenizer;
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
        return List.of(recipe, examples.fingerprint(), setup.tasks());
    }

    @Override
    public ObjectNode features() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public ObjectNode train(String criterion, String model, String fingerprint, ModelDirectory to) {
        try (Tokenizer opened = Tokenizer.parse(tokenizer);
                SequenceClassifier classifier = SequenceClassifier.create(config(opened), setup.seed())) {
            Trained trained = setup.train(
                    model,
                    Learner.INSPECTOR,
                    classifier.config().json().toString(),
                    recipe.training(),
                    ExampleFiles.of(examples),
                    List.of(criterion),
                    fingerprint,
                    classifier.parameters());
            new MetricsFile(setup.output(), setup.settings().configuration()).write(model, trained);
            classifier.parameters(trained.parameters());
            InspectorCard card = Inspectors.uncalibrated(this, criterion);
            to.begin(local -> BertInspector.save(local, classifier, opened, card));
            return trained.json(classifier.parameterCount());
        }
    }

    private BertConfig config(Tokenizer opened) {
        return recipe.config(opened.vocabSize(), setup.maxLength());
    }
}
