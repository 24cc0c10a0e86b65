package org.alignersquad.align;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.alignersquad.align.remote.Placed;
import org.alignersquad.align.remote.RemoteAligner;
import org.alignersquad.align.remote.RemoteAlignerConfig;
import org.alignersquad.align.remote.RemoteInspector;
import org.alignersquad.core.spark.Tally;
import org.alignersquad.core.spark.TeacherSession;
import org.alignersquad.core.teacher.Call;
import org.alignersquad.models.Compute;
import org.alignersquad.models.Pair;
import org.alignersquad.models.aligner.AlignerModel;
import org.alignersquad.models.aligner.Rewrite;
import org.alignersquad.models.inspector.Inspector;
import org.alignersquad.models.inspector.LinearInspector;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** Puts a squad together for one Spark task: models of this JVM, and sessions with endpoints that end with the task. */
final class TaskSquad {
    private final SquadConfig config;
    private final SquadModels models;
    private final Configuration hadoop;
    private final int shard;
    private final @Nullable Tally tally;
    private final Compute compute;

    /**
     * @param shard of the task's rows, whose ledger holds the endpoints' answers
     * @param tally where what endpoints are asked is added up; null for nowhere
     */
    TaskSquad(SquadConfig config, SquadModels models, Configuration hadoop, int shard, @Nullable Tally tally) {
        this.config = config;
        this.models = models;
        this.hadoop = hadoop;
        this.shard = shard;
        this.tally = tally;
        this.compute = models.inProcess() ? models.compute().onTask() : Compute.CPU;
    }

    Squad squad() {
        List<Member> members = new ArrayList<>();
        config.criteria().forEach((criterion, member) -> members.add(member(criterion, member)));
        return new Squad(members, config);
    }

    private Member member(String criterion, MemberConfig member) {
        ModelFolder folder = models.inspectors().get(criterion);
        Inspector local = folder == null ? null : LoadedModels.inspector(folder, compute, hadoop);
        double own = local == null ? 0.5 : local.card().threshold();
        Double threshold = member.threshold();
        Double abstain = member.abstain();
        Double margin = member.margin();
        return new Member(
                criterion,
                (float) (threshold == null ? own : threshold),
                (float) (abstain == null ? 0 : abstain),
                margin == null ? config.margin() : margin,
                local == null ? remote(criterion) : local(local),
                aligner(criterion),
                name(member),
                local == null ? null : local.card().measuredLengths());
    }

    private static String name(MemberConfig member) {
        String folder = member.aligner();
        RemoteAlignerConfig remote = member.remoteAligner();
        if (folder == null) return remote == null ? "none" : remote.endpoint().model();
        return folder.substring(folder.lastIndexOf('/', folder.length() - 2) + 1);
    }

    private static Scorer local(Inspector inspector) {
        if (inspector instanceof LinearInspector) return inspector::score;
        // others are for one thread at a time; one copy of each and a lock, since weights may be gigabytes
        return pairs -> {
            synchronized (inspector) {
                return inspector.score(pairs);
            }
        };
    }

    private Scorer remote(String criterion) {
        RemoteInspector inspector = requireNonNull(models.remoteInspectors().get(criterion));
        TeacherSession session = inspector.access().session(shard);
        EndpointUsage usage = new EndpointUsage(tally, shard, EndpointUsage.inspector(criterion));
        return pairs -> inspector.score(session, pairs, usage);
    }

    private Rewriter aligner(String criterion) {
        ModelFolder folder = models.aligners().get(criterion);
        if (folder != null) return (pairs, most) -> rewrite(LoadedModels.aligner(folder, compute, hadoop), pairs, most);
        RemoteAligner remote = models.remoteAligners().get(criterion);
        if (remote == null)
            return (pairs, most) ->
                    Collections.nCopies(pairs.size(), Rewritten.failed("the squad has no aligner for " + criterion));
        TeacherSession session = remote.access().session(shard);
        EndpointUsage usage = new EndpointUsage(tally, shard, EndpointUsage.aligner(criterion));
        return (pairs, most) -> remote.rewrite(session, pairs, usage).stream()
                .map(TaskSquad::rewritten)
                .toList();
    }

    private static List<Rewritten> rewrite(AlignerModel aligner, List<Pair> pairs, int maxNewTokens) {
        synchronized (aligner) {
            return aligner.rewrite(pairs, maxNewTokens).stream()
                    .map(Rewritten::of)
                    .toList();
        }
    }

    private static Rewritten rewritten(Call<Placed, String> call) {
        @Nullable String text = call.output();
        if (text == null) return Rewritten.failed(call.reason() + ": " + call.detail());
        return Rewritten.of(new Rewrite(text, false, true));
    }
}
