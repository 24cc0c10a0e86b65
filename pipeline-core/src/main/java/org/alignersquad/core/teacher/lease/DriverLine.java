package org.alignersquad.core.teacher.lease;

import java.util.Map;
import org.alignersquad.core.teacher.TeacherStop;

/** The way from a JVM that asks to the driver. All methods throw where the driver cannot be reached. */
public interface DriverLine {
    /** Asks and waits. */
    LeaseReply ask(LeaseRequest request) throws Exception;

    /** Sends counts that travel with no lease request. */
    void count(Map<String, Double> counters) throws Exception;

    /** Says that asking must end for the whole application. */
    void stop(TeacherStop reason) throws Exception;
}
