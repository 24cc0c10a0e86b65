package org.alignersquad.core.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.ExecutorConfig;
import org.alignersquad.core.config.StageConfig;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TestStageResources {
    private static final String KEY = "train.compute.stage";
    private static final StageConfig ONE_GPU = new StageConfig(null, 1, null);
    private static final ExecutorConfig EXECUTOR = new ExecutorConfig(2, "4g", null, 1, null, null);

    private static Optional<String> problem(StageConfig stage, SparkConf conf) {
        return StageResources.problem(KEY, stage, conf);
    }

    private static StageResources of(@Nullable StageConfig stage, boolean mayUseGpu, SparkConf conf) {
        return StageResources.of(KEY, stage, mayUseGpu, conf);
    }

    @Test
    void tasksOfTheApplicationsExecutorsNeedTheirGpus() {
        assertThat(problem(ONE_GPU, conf("spark://host:7077")))
                .contains(
                        "train.compute.stage.task_gpus is 1, but spark.executor.resource.gpu.amount is 0: set it, or give"
                                + " these tasks executors of their own with train.compute.stage.executor");
        assertThat(problem(ONE_GPU, conf("yarn").set("spark.executor.resource.gpu.amount", "1")))
                .isEmpty();
        assertThat(problem(new StageConfig(8, null, null), conf("k8s://host").set("spark.executor.cores", "4")))
                .contains("train.compute.stage.task_cpus is 8, but spark.executor.cores is 4");
    }

    @Test
    void executorsOfTheirOwnNeedDynamicAllocation() {
        StageConfig own = new StageConfig(null, 1, EXECUTOR);
        assertThat(problem(own, conf("yarn")).orElseThrow())
                .startsWith("train.compute.stage.executor needs spark.dynamicAllocation.enabled=true");
        assertThat(problem(own, conf("yarn").set("spark.dynamicAllocation.enabled", "true")))
                .isEmpty();
    }

    @Test
    void otherClusterManagersAreRefusedAndOneProcessGoesWithout() {
        assertThatThrownBy(() -> of(ONE_GPU, false, conf("mesos://host")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("train.compute.stage needs a standalone, YARN or Kubernetes cluster, spark.master is"
                        + " 'mesos://host'; leave it out there");
        assertThat(of(ONE_GPU, false, conf("local[4]"))).isSameAs(StageResources.NONE);
        assertThat(problem(ONE_GPU, new SparkConf(false))).isEmpty();
    }

    @Test
    void gpusThatNoTaskIsGivenAreForTheModels() {
        SparkConf unassigned = conf("spark://host:7077").set("spark.executor.resource.gpu.amount", "1");
        assertThat(of(null, true, unassigned)).isNotSameAs(StageResources.NONE);
        assertThat(of(null, false, unassigned)).isSameAs(StageResources.NONE);
        SparkConf assigned = unassigned.clone().set("spark.task.resource.gpu.amount", "1");
        assertThat(of(null, true, assigned)).isSameAs(StageResources.NONE);
    }

    @Test
    void aDeviceForEachTaskMeansFewerTasksAtOnce() {
        SparkConf conf =
                conf("yarn").set("spark.executor.resource.gpu.amount", "2").set("spark.executor.cores", "8");
        assertThat(of(ONE_GPU, false, conf).atOnce(32, conf)).isEqualTo(8);
        assertThat(of(new StageConfig(4, null, null), false, conf).atOnce(32, conf))
                .isEqualTo(8);
        assertThat(of(new StageConfig(8, 2, null), false, conf).atOnce(32, conf))
                .isEqualTo(4);
        assertThat(StageResources.NONE.atOnce(32, conf)).isEqualTo(32);
    }

    @Test
    void aTaskMustFitItsExecutor() {
        assertThatThrownBy(() -> new StageConfig(4, null, EXECUTOR))
                .hasMessage("task_cpus must be at most executor.cores (2), is: 4");
        assertThatThrownBy(() -> new StageConfig(null, 2, EXECUTOR))
                .hasMessage("task_gpus must be at most executor.gpus (1), is: 2");
        assertThatThrownBy(() -> new StageConfig(null, null, null))
                .hasMessage("either task_cpus or task_gpus must be there");
    }

    private static SparkConf conf(String master) {
        return new SparkConf(false).set("spark.master", master);
    }
}
