/** The embedded teacher: deterministic, offline, rule-based, behind the same protocol as a real one. */
@NullMarked
package org.alignersquad.core.teacher.embedded;

import org.jspecify.annotations.NullMarked;
