package org.alignersquad.align;

import java.io.Serializable;
import java.util.List;
import org.alignersquad.align.remote.RemoteAlignerConfig;
import org.alignersquad.align.remote.RemoteInspectorConfig;
import org.jspecify.annotations.Nullable;

/**
 * The models of one criterion, each in process or behind an endpoint.
 *
 * @param inspector folder with an {@code inspector.json}, on any file system that Hadoop reaches
 * @param aligner folder with an {@code aligner.json}; where it and {@code remoteAligner} are null, the criterion only
 *     guards what others rewrite, and its own faults are reported
 * @param remoteInspector instead of {@code inspector}
 * @param remoteAligner instead of {@code aligner}
 * @param threshold score above which a response counts as misaligned; null takes the inspector's own
 * @param abstain rows whose score is above the threshold by no more than this are left to people; null for 0, also where
 *     the inspector's card records a band in which it was in doubt ({@code training.figures.abstain_high}): whether doubtful
 *     rows wait for people is the recipe's to say
 * @param margin most by which a rewrite for another criterion may raise this one's score; null takes the squad's
 */
public record MemberConfig(
        @Nullable String inspector,
        @Nullable String aligner,
        @Nullable RemoteInspectorConfig remoteInspector,
        @Nullable RemoteAlignerConfig remoteAligner,
        @Nullable Double threshold,
        @Nullable Double abstain,
        @Nullable Double margin)
        implements Serializable {
    public MemberConfig {
        if ((inspector == null) == (remoteInspector == null))
            throw new IllegalArgumentException("exactly one of inspector and remote_inspector is needed");
        if (aligner != null && remoteAligner != null)
            throw new IllegalArgumentException("aligner and remote_aligner cannot both be set");
        requireShare("threshold", threshold);
        requireShare("abstain", abstain);
        requireShare("margin", margin);
    }

    /** Models in process, with their own threshold, no band and the squad's margin. */
    public static MemberConfig local(String inspector, String aligner) {
        return new MemberConfig(inspector, aligner, null, null, null, null, null);
    }

    /** Criterion files that its remote models name. */
    List<String> criterionFiles() {
        List<String> files = new java.util.ArrayList<>();
        if (remoteInspector != null && remoteInspector.criterion() != null) files.add(remoteInspector.criterion());
        if (remoteAligner != null && remoteAligner.criterion() != null) files.add(remoteAligner.criterion());
        return files;
    }

    private static void requireShare(String key, @Nullable Double value) {
        if (value != null && !(value >= 0 && value <= 1))
            throw new IllegalArgumentException(key + " must be in [0, 1], is: " + value);
    }
}
