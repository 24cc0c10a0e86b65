package org.alignersquad.align;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.alignersquad.core.spark.LocalFolders;
import org.alignersquad.models.aligner.AlignerModel;
import org.alignersquad.models.inspector.Inspector;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of this JVM: each is loaded once, when it is first needed, and shared by all tasks of the executor. They
 * stay until the JVM ends.
 */
final class LoadedModels {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedModels.class);
    private static final Map<ModelFolder, Inspector> INSPECTORS = new ConcurrentHashMap<>();
    private static final Map<ModelFolder, AlignerModel> ALIGNERS = new ConcurrentHashMap<>();

    private LoadedModels() {}

    static Inspector inspector(ModelFolder folder, Configuration conf) {
        return INSPECTORS.computeIfAbsent(
                folder, key -> timed(key, () -> Inspector.open(LocalFolders.of(conf, key.path(), key.fingerprint()))));
    }

    static AlignerModel aligner(ModelFolder folder, Configuration conf) {
        return ALIGNERS.computeIfAbsent(
                folder,
                key -> timed(
                        key,
                        () -> AlignerModel.open(
                                LocalFolders.of(conf, key.path(), key.fingerprint()),
                                base -> LocalFolders.of(conf, base))));
    }

    private static <M> M timed(ModelFolder folder, Supplier<M> open) {
        long start = System.nanoTime();
        M model = open.get();
        LOG.info("Loaded {} in {} ms", folder.path(), (System.nanoTime() - start) / 1_000_000);
        return model;
    }
}
