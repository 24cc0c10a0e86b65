package org.alignersquad.align;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.alignersquad.core.spark.LocalFolders;
import org.alignersquad.models.Compute;
import org.alignersquad.models.aligner.AlignerModel;
import org.alignersquad.models.inspector.Inspector;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of this JVM: each is loaded once per device, when it is first needed, and shared by all tasks of the executor.
 * They stay until the JVM ends.
 */
final class LoadedModels {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedModels.class);
    private static final Map<Loaded, Inspector> INSPECTORS = new ConcurrentHashMap<>();
    private static final Map<Loaded, AlignerModel> ALIGNERS = new ConcurrentHashMap<>();

    /** An executor with several GPUs may hold a model on each. */
    private record Loaded(ModelFolder folder, Compute compute) {
        Path local(Configuration conf) {
            return LocalFolders.of(conf, folder.path(), folder.fingerprint());
        }
    }

    private LoadedModels() {}

    static Inspector inspector(ModelFolder folder, Compute compute, Configuration conf) {
        return INSPECTORS.computeIfAbsent(
                new Loaded(folder, compute), key -> timed(key, () -> Inspector.open(key.local(conf), compute)));
    }

    static AlignerModel aligner(ModelFolder folder, Compute compute, Configuration conf) {
        return ALIGNERS.computeIfAbsent(
                new Loaded(folder, compute),
                key -> timed(
                        key, () -> AlignerModel.open(key.local(conf), base -> LocalFolders.of(conf, base), compute)));
    }

    private static <M> M timed(Loaded key, Supplier<M> open) {
        long start = System.nanoTime();
        M model = open.get();
        long millis = (System.nanoTime() - start) / 1_000_000;
        LOG.info("Loaded {} on {} in {} ms", key.folder().path(), key.compute().device(), millis);
        return model;
    }
}
