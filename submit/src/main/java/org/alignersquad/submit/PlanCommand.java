package org.alignersquad.submit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.core.run.ExitCode;
import org.alignersquad.train.TrainRecipe;
import org.alignersquad.train.plan.PlanText;
import org.alignersquad.train.plan.TrainPlan;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plan}: what a recipe's trainings take. Starts no Spark application and reads no weights. */
@Command(
        name = "aligners plan",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints parameters, memory, bytes moved and expected scaling of every model of a recipe.",
        footer = {
            "",
            "Of a checkpoint its config.json is read, and its tokenizer.json where there is one.",
            "Scaling is tokens per second over those of one worker; every worker has its own share of a batch. It follows from",
            "6 operations for each parameter and token (4 under an adapter), the bytes of a round, and the cluster's figures."
        })
final class PlanCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RECIPE", description = "YAML file with a section train")
    private String recipe = "";

    // no options, since submit/aligners takes options for Spark's
    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "key=value",
            description = {
                "changes to the recipe, or to the cluster: memory_gb=80 (of a device), tflops=100 (that a device attains),",
                "network_gbit=10, latency_s=0.5 (of a round without bytes)"
            })
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        Map<String, String> cluster = new LinkedHashMap<>();
        List<String> changes = new ArrayList<>();
        for (String word : words) {
            String[] parts = word.split("=", 2);
            if (parts.length == 2 && PlanText.isClusterKey(parts[0])) cluster.put(parts[0], parts[1]);
            else changes.add(word);
        }
        TrainRecipe train =
                Recipes.load(recipe, "train", changes, TrainRecipe.class).values();
        TrainPlan plan = new TrainPlan(train, SparkHadoopUtil.get().newConfiguration(new SparkConf()));
        System.out.print(PlanText.of(plan.models(), cluster));
        System.out.flush();
        return ExitCode.DONE.code();
    }
}
