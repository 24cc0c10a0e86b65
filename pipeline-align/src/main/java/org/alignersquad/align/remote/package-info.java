/** Inspectors and aligners behind endpoints: what is asked of them and how their answers are read. */
@NullMarked
package org.alignersquad.align.remote;

import org.jspecify.annotations.NullMarked;
