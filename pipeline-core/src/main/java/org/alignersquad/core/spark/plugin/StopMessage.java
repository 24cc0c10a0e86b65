package org.alignersquad.core.spark.plugin;

import java.io.Serializable;
import org.alignersquad.core.teacher.TeacherStop;

/** Asking must end for the whole application. */
record StopMessage(TeacherStop.Cause cause, String reason) implements Serializable {}
