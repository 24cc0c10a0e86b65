package org.alignersquad.core.spark.plugin;

import java.util.Map;
import org.alignersquad.core.teacher.TeacherStop;
import org.alignersquad.core.teacher.lease.DriverLine;
import org.alignersquad.core.teacher.lease.LeaseAgent;
import org.alignersquad.core.teacher.lease.LeaseReply;
import org.alignersquad.core.teacher.lease.LeaseRequest;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;

/** The plugin in an executor: one {@link LeaseAgent} for all its tasks. */
final class ExecutorSide implements ExecutorPlugin {
    private static volatile @Nullable LeaseAgent current;

    private @Nullable LeaseAgent agent;

    /** The agent of this JVM; null where the plugin is not installed. */
    static @Nullable LeaseAgent current() {
        return current;
    }

    @Override
    public void init(PluginContext plugin, Map<String, String> fromDriver) {
        agent = LeaseAgent.start(plugin.executorID(), new Rpc(plugin));
        current = agent;
    }

    private record Rpc(PluginContext plugin) implements DriverLine {
        @Override
        public LeaseReply ask(LeaseRequest request) throws Exception {
            return (LeaseReply) Wire.message(plugin.ask(Wire.bytes(request)));
        }

        @Override
        public void count(Map<String, Double> counters) throws Exception {
            plugin.send(Wire.bytes(new CountMessage(counters)));
        }

        @Override
        public void stop(TeacherStop reason) throws Exception {
            plugin.send(Wire.bytes(new StopMessage(reason.stopCause(), reason.reason())));
        }
    }

    @Override
    public void shutdown() {
        if (agent == null) return;
        if (current == agent) current = null;
        agent.close();
    }
}
