package org.alignersquad.synth;

import java.io.Serializable;

/** A row that the teacher is asked about. */
interface Planned extends Serializable {
    String id();

    String criterion();
}
