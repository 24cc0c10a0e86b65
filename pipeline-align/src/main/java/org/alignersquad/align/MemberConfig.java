package org.alignersquad.align;

import java.io.Serializable;

/**
 * The models of one criterion: folders on any file system that Hadoop reaches.
 *
 * @param inspector folder with an {@code inspector.json}
 * @param aligner folder with an {@code aligner.json}
 */
public record MemberConfig(String inspector, String aligner) implements Serializable {}
