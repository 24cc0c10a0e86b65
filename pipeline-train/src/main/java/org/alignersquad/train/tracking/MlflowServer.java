package org.alignersquad.train.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.alignersquad.core.run.CodeVersion;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import org.mlflow.api.proto.Service;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/** One run's requests to a tracking server. Everything throws where the server does not do as it is told. */
final class MlflowServer {
    private static final String TOKEN = "MLFLOW_TRACKING_TOKEN";
    private static final String USERNAME = "MLFLOW_TRACKING_USERNAME";
    private static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";

    private final MlflowRecipe recipe;
    private final Map<String, String> environment;
    private @Nullable MlflowClient client;
    private String run = "";

    MlflowServer(MlflowRecipe recipe, Map<String, String> environment) {
        this.recipe = recipe;
        this.environment = environment;
    }

    private MlflowClient client() {
        if (client == null) client = open();
        return client;
    }

    private MlflowClient open() {
        // it logs whole answers, in which a server may repeat credentials
        Configurator.setLevel("org.mlflow.tracking.MlflowHttpCaller", Level.OFF);
        if (recipe.trackingUri().equals(MlflowRecipe.DATABRICKS)) return new MlflowClient(recipe.trackingUri());
        String uri = recipe.trackingUri();
        return new MlflowClient(
                environment.containsKey(USERNAME)
                        ? new BasicMlflowHostCreds(uri, environment.get(USERNAME), environment.get(PASSWORD))
                        : new BasicMlflowHostCreds(uri, environment.get(TOKEN)));
    }

    void begin(String name) {
        String experiment = client().getExperimentByName(recipe.experiment())
                .map(Service.Experiment::getExperimentId)
                .orElseGet(() -> client().createExperiment(recipe.experiment()));
        Service.CreateRun request = Service.CreateRun.newBuilder()
                .setExperimentId(experiment)
                .setRunName(name)
                .setStartTime(System.currentTimeMillis())
                .addTags(tag("mlflow.source.name", "aligners train"))
                .addTags(tag("aligners.code_version", CodeVersion.current()))
                .build();
        run = client().createRun(request).getRunId();
    }

    private static Service.RunTag tag(String key, String value) {
        return Service.RunTag.newBuilder().setKey(key).setValue(value).build();
    }

    void log(List<Service.Metric> metrics, List<Service.Param> params) {
        client().logBatch(run, metrics, params, List.of());
    }

    void end(Service.RunStatus status) {
        client().setTerminated(run, status);
        client().close();
    }

    /** The error in one line without credentials, which a server may repeat. */
    String masked(RuntimeException error) {
        String text = error.getClass().getSimpleName() + ": " + error.getMessage();
        if (error.getCause() != null) text += ": " + error.getCause().getMessage();
        for (String secret : secrets()) text = text.replace(secret, "***");
        return text.replaceAll("\\s+", " ");
    }

    private List<String> secrets() {
        String token = environment.getOrDefault(TOKEN, "");
        String password = environment.getOrDefault(PASSWORD, "");
        String both = environment.getOrDefault(USERNAME, "") + ":" + password;
        String basic = Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
        return Stream.of(token, password, basic)
                .filter(secret -> !secret.isEmpty())
                .toList();
    }
}
