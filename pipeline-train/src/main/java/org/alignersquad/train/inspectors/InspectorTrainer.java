package org.alignersquad.train.inspectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.alignersquad.models.inspector.InspectorKind;
import org.alignersquad.train.files.ModelDirectory;

/** Trains inspectors of one kind. */
public interface InspectorTrainer {
    /** The kind's name in the recipe. */
    String name();

    InspectorKind kind();

    /** Everything that shapes the model, besides the setup. */
    Object settings();

    /** Settings of the text's features, for the card. */
    ObjectNode features();

    /**
     * Trains an inspector and begins its directory, with a card that is not calibrated.
     *
     * @return what is worth knowing about the training, for the card
     */
    ObjectNode train(String criterion, String model, String fingerprint, ModelDirectory to);

    /**
     * Replaces the weights in the begun directory by ones that saw all rows, once calibration and figures are there.
     *
     * @param trained what {@link #train} gave back
     */
    default void refit(String criterion, ObjectNode trained, ModelDirectory to) {}
}
