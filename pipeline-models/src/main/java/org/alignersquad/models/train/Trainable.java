package org.alignersquad.models.train;

import java.util.List;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.Tensor;
import org.alignersquad.models.engine.Weights;

/** A model that computes its loss on examples of type {@code E}. */
public interface Trainable<E> {
    /** The parameters; shared, not copied. */
    Weights weights();

    /** For each tensor of the weights, whether weight decay applies to it. */
    List<Boolean> decayed();

    /** Tokens of an example. */
    int length(E example);

    /** What an example adds to the loss's denominator. */
    double weight(E example);

    /**
     * The summed loss of these examples times {@code scale}, a scalar that belongs to the scope.
     *
     * @param dropout probability of dropping a value
     * @param seed of the dropout
     */
    Tensor loss(Scope scope, List<E> examples, double scale, double dropout, long seed);
}
