/**
 * One budget of requests, tokens and places in flight for a whole application: the driver's office hands out leases, the
 * JVMs that ask let requests go by them. Knows no Spark.
 */
@NullMarked
package org.alignersquad.core.teacher.lease;

import org.jspecify.annotations.NullMarked;
