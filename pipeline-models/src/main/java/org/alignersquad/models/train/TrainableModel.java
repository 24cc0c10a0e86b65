package org.alignersquad.models.train;

import java.util.List;
import org.alignersquad.models.Model;
import org.alignersquad.models.engine.Scope;
import org.alignersquad.models.engine.Tensor;
import org.alignersquad.models.engine.Tensors;

/** A whole model that can be trained, also through tensors that were computed from others, as an adapter's are. */
public interface TrainableModel<E> extends Model, Trainable<E> {
    /**
     * The loss with these tensors in place of the weights.
     *
     * @param weights as many as the model's, of the same shapes and in the same order
     */
    Tensor loss(Scope scope, Tensors weights, List<E> examples, LossTerms terms);

    /** The same, in a recording scope, with the gradient added to all that the tensors were computed from. */
    Tensor backward(Scope scope, Tensors weights, List<E> examples, LossTerms terms);

    @Override
    default Tensor loss(Scope scope, List<E> examples, LossTerms terms) {
        return loss(scope, weights(), examples, terms);
    }

    @Override
    default Tensor backward(Scope scope, List<E> examples, LossTerms terms) {
        return backward(scope, weights(), examples, terms);
    }
}
