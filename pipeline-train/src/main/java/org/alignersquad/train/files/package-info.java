/** Model directories on any Hadoop file system. */
@NullMarked
package org.alignersquad.train.files;

import org.jspecify.annotations.NullMarked;
