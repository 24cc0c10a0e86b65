package org.alignersquad.synth;

import org.alignersquad.core.triple.RejectReason;

/**
 * What a filter found wrong with a row.
 *
 * @param detail what was found and what was expected, for people
 */
record Finding(RejectReason reason, String detail) {}
