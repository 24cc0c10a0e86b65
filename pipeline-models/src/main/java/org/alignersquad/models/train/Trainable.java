package org.alignersquad.models.train;

import java.util.List;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.Tensor;
import org.alignersquad.models.engine.Weights;

/** What a {@link TrainingStep} trains on examples of type {@code E}: a whole model, or an adapter of one. */
public interface Trainable<E> {
    /** The parameters that are trained; shared, not copied. */
    Weights weights();

    /** For each tensor of the weights, whether weight decay applies to it. */
    List<Boolean> decayed();

    /** Tokens of an example. */
    int length(E example);

    /** What an example adds to the loss's denominator. */
    double weight(E example);

    /** The summed loss of these examples times the scale, a scalar that belongs to the scope. */
    Tensor loss(Scope scope, List<E> examples, LossTerms terms);

    /** The same, in a recording scope, with the loss's gradient added to the weights' gradients. */
    Tensor backward(Scope scope, List<E> examples, LossTerms terms);

    /** What losses are multiplied with so that their gradients do not vanish in half precision; 1 for other precisions. */
    default double lossScale() {
        return 1;
    }
}
