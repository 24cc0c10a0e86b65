package org.alignersquad.align;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.alignersquad.align.remote.RemoteAligner;
import org.alignersquad.align.remote.RemoteAlignerConfig;
import org.alignersquad.align.remote.RemoteInspector;
import org.alignersquad.align.remote.RemoteInspectorConfig;
import org.alignersquad.core.spark.TeacherAccess;
import org.alignersquad.core.teacher.TeacherConfig;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Where the models of a squad are, by criterion: each inspector and each aligner in the map for its kind.
 *
 * @param compute where and how those in process compute
 */
record SquadModels(
        Map<String, ModelFolder> inspectors,
        Map<String, ModelFolder> aligners,
        Map<String, RemoteInspector> remoteInspectors,
        Map<String, RemoteAligner> remoteAligners,
        ComputeConfig compute)
        implements Serializable {
    SquadModels {
        inspectors = Collections.unmodifiableMap(new TreeMap<>(inspectors));
        aligners = Collections.unmodifiableMap(new TreeMap<>(aligners));
        remoteInspectors = Collections.unmodifiableMap(new TreeMap<>(remoteInspectors));
        remoteAligners = Collections.unmodifiableMap(new TreeMap<>(remoteAligners));
    }

    static SquadModels of(SparkSession spark, AlignRecipe recipe, int shards) {
        Configuration conf = spark.sessionState().newHadoopConf();
        Map<String, MemberConfig> members = recipe.squad().criteria();
        return new SquadModels(
                each(members, MemberConfig::inspector, folder -> ModelFolder.of(conf, folder)),
                each(members, MemberConfig::aligner, folder -> ModelFolder.of(conf, folder)),
                each(
                        members,
                        MemberConfig::remoteInspector,
                        remote -> inspector(access(spark, recipe, shards, remote.endpoint()), remote)),
                each(
                        members,
                        MemberConfig::remoteAligner,
                        remote -> aligner(access(spark, recipe, shards, remote.endpoint()), remote)),
                recipe.computes());
    }

    /** Whether any of them is loaded by the tasks. */
    boolean inProcess() {
        return !inspectors.isEmpty() || !aligners.isEmpty();
    }

    private static <C, M> Map<String, M> each(
            Map<String, MemberConfig> members, Function<MemberConfig, @Nullable C> config, Function<C, M> model) {
        Map<String, M> models = new TreeMap<>();
        members.forEach((criterion, member) -> {
            C found = config.apply(member);
            if (found != null) models.put(criterion, model.apply(found));
        });
        return models;
    }

    private static RemoteInspector inspector(TeacherAccess access, RemoteInspectorConfig remote) {
        return new RemoteInspector(access, RemoteInspector.task(remote));
    }

    private static RemoteAligner aligner(TeacherAccess access, RemoteAlignerConfig remote) {
        return new RemoteAligner(access, RemoteAligner.task(remote));
    }

    private static TeacherAccess access(SparkSession spark, AlignRecipe recipe, int shards, TeacherConfig endpoint) {
        String ledger = requireNonNull(recipe.ledger());
        return TeacherAccess.perShard(spark, endpoint, ledger, shards, recipe.shardsPerWave());
    }

    /**
     * What of the models shapes a row: neither addresses of endpoints nor how fast they may be asked; nor the device, whose
     * scores are the same to rounding, so that a job goes on wherever it can.
     */
    List<Object> settings() {
        List<Object> settings = new ArrayList<>(List.of(inspectors, aligners));
        remoteInspectors.values().forEach(remote -> settings.add(remote.task()));
        remoteAligners.values().forEach(remote -> settings.add(remote.task()));
        if (compute.precision() != null) settings.add(compute.precision());
        return settings;
    }
}
