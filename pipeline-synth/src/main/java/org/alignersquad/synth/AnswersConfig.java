package org.alignersquad.synth;

import org.alignersquad.core.teacher.Sampling;

/** How responses, critiques and aligned responses are asked for. */
record AnswersConfig(Sampling sampling) {}
