/** The kinds of work a teacher does for the pipeline: how each is asked for and how its answer is read. */
@NullMarked
package org.alignersquad.core.task;

import org.jspecify.annotations.NullMarked;
