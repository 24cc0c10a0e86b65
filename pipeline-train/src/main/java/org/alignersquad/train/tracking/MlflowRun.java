package org.alignersquad.train.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.alignersquad.train.rounds.Metric;
import org.alignersquad.train.rounds.RoundListener;
import org.mlflow.api.proto.Service;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run in MLflow: the recipe as parameters, losses after every round, figures at the end. A thread of its own talks to the
 * server, so that no training waits for it; at the first failure there is one warning, and nothing more is sent.
 */
public final class MlflowRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MlflowRun.class);
    /** Most that the server takes at once. */
    private static final int PARAMS_AT_ONCE = 100;

    private static final int METRICS_AT_ONCE = 1000;
    private static final long SECONDS_AT_THE_END = 30;

    private final MlflowServer server;
    private final ExecutorService sender = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "mlflow");
        thread.setDaemon(true);
        return thread;
    });
    private final Queue<Service.Metric> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean broken;
    private volatile boolean finished;

    private MlflowRun(MlflowServer server) {
        this.server = server;
    }

    /**
     * Begins a run.
     *
     * @param name shown for it
     * @param recipe the job's section, whose values become parameters such as {@code inspectors.bert.training.rounds}
     * @param environment where credentials are
     */
    public static MlflowRun start(MlflowRecipe to, String name, JsonNode recipe, Map<String, String> environment) {
        MlflowRun run = new MlflowRun(new MlflowServer(to, environment));
        run.send(() -> run.server.begin(name));
        List<Service.Param> params = MlflowNames.params(recipe);
        for (int i = 0; i < params.size(); i += PARAMS_AT_ONCE) {
            List<Service.Param> part = params.subList(i, Math.min(i + PARAMS_AT_ONCE, params.size()));
            run.send(() -> run.server.log(List.of(), part));
        }
        return run;
    }

    /** Tells the server of every loss, and this listener of every round. */
    public RoundListener beside(RoundListener listener) {
        return new RoundListener() {
            @Override
            public void finished(String model, int round) {
                listener.finished(model, round);
            }

            @Override
            public void measured(Metric metric) {
                listener.measured(metric);
                losses(metric);
            }
        };
    }

    private void losses(Metric metric) {
        String prefix = MlflowNames.name(metric.model()) + "/" + metric.split() + "_";
        log(prefix + "loss", metric.loss(), metric.step());
        log(prefix + "seconds", metric.seconds(), metric.step());
        if (metric.split().equals("train")) {
            log(prefix + "lr", metric.lr(), metric.step());
            log(prefix + "tokens", metric.tokens(), metric.step());
        }
        send(this::flush);
    }

    /** The job is done, and came to these figures. */
    public void finished(Map<String, Object> figures) {
        figures.forEach((name, value) -> {
            if (value instanceof Number number) log(MlflowNames.name(name), number.doubleValue(), 0);
        });
        send(this::flush);
        finished = true;
    }

    private void log(String key, double value, long step) {
        waiting.add(Service.Metric.newBuilder()
                .setKey(key)
                .setValue(value)
                .setStep(step)
                .setTimestamp(System.currentTimeMillis())
                .build());
    }

    private void flush() {
        List<Service.Metric> part = new ArrayList<>();
        for (Service.Metric next = waiting.poll(); next != null; next = waiting.poll()) {
            part.add(next);
            if (part.size() == METRICS_AT_ONCE) {
                server.log(part, List.of());
                part = new ArrayList<>();
            }
        }
        if (!part.isEmpty()) server.log(part, List.of());
    }

    /** Whether there was a failure so far. */
    boolean isBroken() {
        return broken;
    }

    private void send(Runnable request) {
        sender.execute(() -> {
            if (broken) return;
            try {
                request.run();
            } catch (RuntimeException e) {
                broken = true;
                LOG.warn("MLflow run is incomplete, the training goes on without: {}", server.masked(e));
            }
        });
    }

    /** Ends the run: as failed, unless it was {@link #finished}. Waits at most half a minute for what is not sent yet. */
    @Override
    public void close() {
        Service.RunStatus status = finished ? Service.RunStatus.FINISHED : Service.RunStatus.FAILED;
        send(() -> server.end(status));
        sender.shutdown();
        try {
            if (!sender.awaitTermination(SECONDS_AT_THE_END, TimeUnit.SECONDS)) {
                LOG.warn("MLflow run is incomplete: no answer within {} seconds", SECONDS_AT_THE_END);
                broken = true;
                sender.shutdownNow();
            }
        } catch (InterruptedException e) {
            sender.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
