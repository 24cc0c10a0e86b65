package org.alignersquad.core.spark.plugin;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Named by {@code spark.plugins}, which {@code submit/aligners} sets. Where it is not, each task has a fixed share of the
 * teacher's limits, and the driver sees counts only when stages end.
 */
public final class AlignersPlugin implements SparkPlugin {
    @Override
    public DriverPlugin driverPlugin() {
        return new DriverSide();
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorSide();
    }
}
