package org.alignersquad.train.tracking;

import java.io.Serializable;
import java.net.URI;

/**
 * A run of job train as a run in MLflow. Credentials come from the environment: {@code MLFLOW_TRACKING_TOKEN}, or
 * {@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}.
 *
 * @param trackingUri {@code http://…} or {@code https://…}; {@code databricks} for the workspace that the job runs in
 * @param experiment its name; it is created where there is none
 */
public record MlflowRecipe(String trackingUri, String experiment) implements Serializable {
    static final String DATABRICKS = "databricks";

    public MlflowRecipe {
        if (experiment.isBlank()) throw new IllegalArgumentException("experiment must not be blank");
        if (!trackingUri.equals(DATABRICKS)) check(trackingUri);
    }

    /** Messages do not repeat the address: somebody may have put a password there. */
    private static void check(String trackingUri) {
        URI uri = URI.create(trackingUri.replaceAll("[^\\x21-\\x7e]", "?"));
        if (uri.getUserInfo() != null)
            throw new IllegalArgumentException("tracking_uri must hold no user and no password; they belong in"
                    + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD");
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null)
            throw new IllegalArgumentException("tracking_uri must be http://…, https://… or databricks");
    }
}
