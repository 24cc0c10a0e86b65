package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The descriptors in submit/deploy against the services' published models or schemas, and against our own jar and recipe.
 *
 * <p>AWS publishes its models in an artifact. The schemas of Databricks and of the Spark operator are not copied here; strict
 * schemas of the parts in use stand in. To check against the published ones as well, put {@code databricks.json} (printed
 * by {@code databricks bundle schema}) and {@code sparkapplications.yaml} (the operator's CRD, in its repository under
 * {@code charts/spark-operator-chart/crds}) into a folder and run with {@code -Daligners.schemas=FOLDER}.
 */
class TestDeploy {
    private static final String DATABRICKS = "databricks/databricks.yml";
    private static final String KUBERNETES = "kubernetes/spark-application.yaml";
    private static final Pattern PLUGIN = Pattern.compile("spark\\.plugins[=\": ]+([\\w.]+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private static JsonSchema own(String name) throws IOException {
        try (InputStream in = TestDeploy.class.getResourceAsStream("/deploy/" + name)) {
            return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(JSON.readTree(in));
        }
    }

    private static List<String> problems(String file, JsonNode descriptor) throws IOException {
        return switch (file) {
            case DATABRICKS -> messages(own("databricks.schema.json"), descriptor);
            case KUBERNETES -> messages(own("spark-application.schema.json"), descriptor);
            case "emr/steps.json" ->
                AwsModel.of("elasticmapreduce-2009-03-31").problems("AddJobFlowStepsInput", descriptor);
            default -> AwsModel.of("emr-serverless-2021-07-13").problems("StartJobRunRequest", descriptor);
        };
    }

    private static List<String> messages(JsonSchema schema, JsonNode descriptor) {
        return schema.validate(descriptor).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {DATABRICKS, KUBERNETES, "emr/steps.json", "emr/serverless-job-run.json"})
    void descriptorHasTheShapeThatItsServiceTakes(String file) throws IOException {
        assertThat(problems(file, Descriptors.read(file))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        DATABRICKS + ",spark_jar_task,spark_jar_tsak",
        DATABRICKS + ",DATA_SECURITY_MODE_DEDICATED,USER_ISOLATION",
        KUBERNETES + ",mainApplicationFile,mainAplicationFile",
        KUBERNETES + ",quantity: 1,quantity: one",
        "emr/steps.json,HadoopJarStep,HadoopJarSetp",
        "emr/steps.json,CONTINUE,CARRY_ON",
        "emr/serverless-job-run.json,entryPointArguments,entryPointArgs",
        "emr/serverless-job-run.json,executionRoleArn,executionRole"
    })
    void aTypoIsCaught(String file, String right, String wrong) throws IOException {
        String text = Files.readString(Descriptors.DEPLOY.resolve(file));
        assertThat(text).contains(right);
        JsonNode broken = Descriptors.parse(file, text.replace(right, wrong));
        assertThat(problems(file, broken)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {DATABRICKS, KUBERNETES, "emr/steps.json", "emr/serverless-job-run.json"})
    void itsCommandLinesBindTheRecipeAndRunOurJar(String file) throws IOException {
        String text = Files.readString(Descriptors.DEPLOY.resolve(file));
        assertThat(text).contains(Aligners.class.getName()).contains("aligners.jar");
        Matcher plugin = PLUGIN.matcher(text);
        while (plugin.find())
            assertThat(plugin.group(1))
                    .satisfies(name -> assertThat(Class.forName(name)).isNotNull());
        List<List<String>> commands = Descriptors.commands(file, Descriptors.read(file));
        assertThat(commands).isNotEmpty();
        for (List<String> words : commands) bind(words);
    }

    /** The recipe's place on the cluster is replaced by its place here. */
    private static void bind(List<String> words) {
        assertThat(words.get(1)).endsWith("conf/cluster/nightly.yaml");
        List<String> changes = new ArrayList<>(words.subList(2, words.size()));
        changes.add("variables.conf=" + CommandLineRun.root().resolve("conf"));
        String recipe =
                CommandLineRun.root().resolve("conf/cluster/nightly.yaml").toString();
        assertThat(new JobRun(recipe, changes).recipes(words.get(0))).isNotEmpty();
    }

    @Test
    void theOperatorsSparkIsTheOneWeBuildFor() throws IOException {
        String pom = Files.readString(CommandLineRun.root().resolve("pom.xml"));
        String version = Descriptors.read(KUBERNETES).at("/spec/sparkVersion").asText();
        assertThat(pom).contains("<spark.version>" + version + "</spark.version>");
    }

    @Test
    void publishedSchemasAgree() throws IOException {
        String schemas = System.getProperty("aligners.schemas");
        assumeTrue(schemas != null, "give -Daligners.schemas=FOLDER, see this class's comment");
        JsonNode databricks = JSON.readTree(Path.of(schemas, "databricks.json").toFile());
        assertThat(messages(
                        JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(databricks),
                        Descriptors.read(DATABRICKS)))
                .isEmpty();
        JsonNode crd = Descriptors.parse("CRD", Files.readString(Path.of(schemas, "sparkapplications.yaml")));
        JsonNode version = MissingNode.getInstance();
        for (JsonNode each : crd.at("/spec/versions"))
            if (each.path("name").asText().equals("v1beta2")) version = each;
        ObjectNode schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
        close(schema);
        assertThat(messages(
                        JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(schema), Descriptors.read(KUBERNETES)))
                .isEmpty();
    }

    /** A cluster prunes unknown fields silently; here they are errors. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")) object.put("additionalProperties", false);
        node.forEach(TestDeploy::close);
    }

    @Test
    void theAirflowDagCompilesAndATypoIsCaught() throws Exception {
        assumeTrue(runs("python3", "--version"), "python3 is not installed");
        String dag = Files.readString(Descriptors.DEPLOY.resolve("airflow/aligners_nightly.py"));
        assertThat(compiles("dag.py", dag)).isTrue();
        assertThat(compiles("typo.py", dag.replace("for job in JOBS:", "for job in JOBS")))
                .isFalse();
        assertThat(dag).contains("conf/cluster/nightly.yaml");
    }

    private boolean compiles(String name, String source) throws Exception {
        Path file = Files.writeString(folder.resolve(name), source);
        return runs("python3", "-m", "py_compile", file.toString());
    }

    private boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("output").toFile())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
