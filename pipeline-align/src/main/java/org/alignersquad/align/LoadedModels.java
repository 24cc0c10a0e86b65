package org.alignersquad.align;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.alignersquad.core.spark.LocalFolders;
import org.alignersquad.models.Pair;
import org.alignersquad.models.aligner.AlignerModel;
import org.alignersquad.models.aligner.Rewrite;
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

    /** A squad over these models; its aligners are loaded when a row needs them. */
    static Squad squad(SquadConfig config, SquadFolders folders, Configuration conf) {
        List<Member> members = new ArrayList<>();
        for (String criterion : config.criteria().keySet()) {
            Inspector inspector = inspector(requireNonNull(folders.inspectors().get(criterion)), conf);
            ModelFolder aligner = requireNonNull(folders.aligners().get(criterion));
            float threshold = (float) inspector.card().threshold();
            members.add(new Member(
                    criterion,
                    threshold,
                    pairs -> score(inspector, pairs),
                    (pairs, maxNewTokens) -> rewrite(aligner(aligner, conf), pairs, maxNewTokens)));
        }
        return new Squad(members, config);
    }

    // models are for one thread at a time; one copy of each and a lock, since weights may be gigabytes
    private static float[] score(Inspector inspector, List<Pair> pairs) {
        synchronized (inspector) {
            return inspector.score(pairs);
        }
    }

    private static List<Rewrite> rewrite(AlignerModel aligner, List<Pair> pairs, int maxNewTokens) {
        synchronized (aligner) {
            return aligner.rewrite(pairs, maxNewTokens);
        }
    }

    private static Inspector inspector(ModelFolder folder, Configuration conf) {
        return INSPECTORS.computeIfAbsent(
                folder, key -> timed(key, () -> Inspector.open(LocalFolders.of(conf, key.path(), key.fingerprint()))));
    }

    private static AlignerModel aligner(ModelFolder folder, Configuration conf) {
        return ALIGNERS.computeIfAbsent(
                folder,
                key -> timed(key, () -> AlignerModel.open(LocalFolders.of(conf, key.path(), key.fingerprint()))));
    }

    private static <M> M timed(ModelFolder folder, Supplier<M> open) {
        long start = System.nanoTime();
        M model = open.get();
        LOG.info("Loaded {} in {} ms", folder.path(), (System.nanoTime() - start) / 1_000_000);
        return model;
    }
}
