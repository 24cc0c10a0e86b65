/** The only package here that knows Spark: tables, stages, jobs. */
@NullMarked
package org.alignersquad.core.spark;

import org.jspecify.annotations.NullMarked;
