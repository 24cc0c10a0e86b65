package org.alignersquad.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.alignersquad.core.config.ConfigException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class TestStageResources {
    private static final StageRecipe ONE_GPU = new StageRecipe(null, 1, null);
    private static final ExecutorRecipe EXECUTOR = new ExecutorRecipe(2, "4g", null, 1, null, null);

    @Test
    void tasksOfTheApplicationsExecutorsNeedTheirGpus() {
        assertThat(StageResources.problem(ONE_GPU, conf("spark://host:7077")))
                .contains(
                        "train.compute.stage.task_gpus is 1, but spark.executor.resource.gpu.amount is 0: set it, or give"
                                + " the rounds executors of their own with train.compute.stage.executor");
        assertThat(StageResources.problem(ONE_GPU, conf("yarn").set("spark.executor.resource.gpu.amount", "1")))
                .isEmpty();
        assertThat(StageResources.problem(
                        new StageRecipe(8, null, null), conf("k8s://host").set("spark.executor.cores", "4")))
                .contains("train.compute.stage.task_cpus is 8, but spark.executor.cores is 4");
    }

    @Test
    void executorsOfTheirOwnNeedDynamicAllocation() {
        StageRecipe own = new StageRecipe(null, 1, EXECUTOR);
        assertThat(StageResources.problem(own, conf("yarn")).orElseThrow())
                .startsWith("train.compute.stage.executor needs spark.dynamicAllocation.enabled=true");
        assertThat(StageResources.problem(own, conf("yarn").set("spark.dynamicAllocation.enabled", "true")))
                .isEmpty();
    }

    @Test
    void otherClusterManagersAreRefusedAndOneProcessGoesWithout() {
        ComputeRecipe compute = new ComputeRecipe(null, null, null, ONE_GPU);
        assertThatThrownBy(() -> StageResources.of(compute, conf("mesos://host")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("train.compute.stage needs a standalone, YARN or Kubernetes cluster, spark.master is"
                        + " 'mesos://host'; leave it out there");
        assertThat(StageResources.of(compute, conf("local[4]"))).isSameAs(StageResources.NONE);
        assertThat(StageResources.problem(ONE_GPU, new SparkConf(false))).isEmpty();
    }

    @Test
    void gpusThatNoTaskIsGivenAreForTheRounds() {
        SparkConf unassigned = conf("spark://host:7077").set("spark.executor.resource.gpu.amount", "1");
        ComputeRecipe auto = new ComputeRecipe("auto", null, null, null);
        assertThat(StageResources.of(auto, unassigned)).isNotSameAs(StageResources.NONE);
        assertThat(StageResources.of(ComputeRecipe.CPU, unassigned)).isSameAs(StageResources.NONE);
        SparkConf assigned = unassigned.clone().set("spark.task.resource.gpu.amount", "1");
        assertThat(StageResources.of(auto, assigned)).isSameAs(StageResources.NONE);
    }

    @Test
    void aTaskMustFitItsExecutor() {
        assertThatThrownBy(() -> new StageRecipe(4, null, EXECUTOR))
                .hasMessage("task_cpus must be at most executor.cores (2), is: 4");
        assertThatThrownBy(() -> new StageRecipe(null, 2, EXECUTOR))
                .hasMessage("task_gpus must be at most executor.gpus (1), is: 2");
        assertThatThrownBy(() -> new StageRecipe(null, null, null))
                .hasMessage("either task_cpus or task_gpus must be there");
    }

    private static SparkConf conf(String master) {
        return new SparkConf(false).set("spark.master", master);
    }
}
