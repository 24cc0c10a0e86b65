/** The Spark plugin: leases of the teacher's budget and counts of progress, between executors and driver. */
@NullMarked
package org.alignersquad.core.spark.plugin;

import org.jspecify.annotations.NullMarked;
