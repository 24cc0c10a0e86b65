package org.alignersquad.train.inspectors;

import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.ElementwiseProduct;

/**
 * A fitted {@link Regression}.
 *
 * @param pipeline the regression's model, after the {@link LogCountRatio} of its features where it has one
 */
record LinearFit(PipelineModel pipeline) {
    LogisticRegressionModel model() {
        Transformer[] stages = pipeline.stages();
        return (LogisticRegressionModel) stages[stages.length - 1];
    }

    /** For features as they are, whatever they were multiplied by. */
    float[] weights() {
        double[] coefficients = model().coefficients().toArray();
        float[] weights = new float[coefficients.length];
        double[] scale = pipeline.stages()[0] instanceof ElementwiseProduct product
                ? product.getScalingVec().toArray()
                : null;
        for (int i = 0; i < weights.length; i++)
            weights[i] = (float) (scale == null ? coefficients[i] : coefficients[i] * scale[i]);
        return weights;
    }

    float intercept() {
        return (float) model().intercept();
    }
}
