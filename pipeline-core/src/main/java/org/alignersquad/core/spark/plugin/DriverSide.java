package org.alignersquad.core.spark.plugin;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.alignersquad.core.teacher.TeacherStop;
import org.alignersquad.core.teacher.lease.LeaseOffice;
import org.alignersquad.core.teacher.lease.LeaseRequest;
import org.alignersquad.core.teacher.lease.Totals;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plugin in the driver: one {@link LeaseOffice} for the application, and its totals as metrics. */
final class DriverSide implements DriverPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(DriverSide.class);
    private static volatile @Nullable LeaseOffice current;

    private final LeaseOffice office = new LeaseOffice();
    private final Map<String, Boolean> registered = new ConcurrentHashMap<>();

    /** The office of this JVM's application; null where this is no driver or the plugin is not installed. */
    static @Nullable LeaseOffice current() {
        return current;
    }

    @Override
    public Map<String, String> init(SparkContext context, PluginContext plugin) {
        context.addSparkListener(new SparkListener() {
            @Override
            public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
                office.gone(removed.executorId());
            }
        });
        office.onStop(stop -> end(context, stop));
        current = office;
        return Map.of();
    }

    /** Running tasks flush what was paid when they are cancelled; the job then finds the stop. */
    private static void end(SparkContext context, TeacherStop stop) {
        LOG.error("Asking ends: {}", stop.reason());
        Thread cancel = new Thread(() -> context.cancelJobsWithTag(Progress.JOB_TAG), "teacher-stop");
        cancel.setDaemon(true);
        cancel.start();
    }

    @Override
    public void registerMetrics(String applicationId, PluginContext plugin) {
        MetricRegistry metrics = plugin.metricRegistry();
        metrics.register("teacher.outstanding", (Gauge<Long>) office::outstanding);
        office.onCounters(totals -> register(metrics, totals));
    }

    private void register(MetricRegistry metrics, Totals totals) {
        for (String counter : totals.snapshot().keySet()) {
            if (registered.putIfAbsent(counter, true) == null) {
                metrics.register(counter, (Gauge<Double>) () -> totals.total(counter));
            }
        }
    }

    @Override
    public @Nullable Object receive(Object bytes) {
        Object message = Wire.message(bytes);
        if (message instanceof LeaseRequest request) return Wire.bytes(office.lease(request));
        if (message instanceof CountMessage counts) office.count(counts.counters());
        else if (message instanceof StopMessage stop) office.stop(new TeacherStop(stop.cause(), stop.reason()));
        else throw new IllegalArgumentException("Not a message of this plugin: " + message.getClass());
        return null;
    }

    @Override
    public void shutdown() {
        if (current == office) current = null;
    }
}
