/** What an answer is held to: principles, worked examples, question types and filters of one criterion. */
@NullMarked
package org.alignersquad.core.criteria;

import org.jspecify.annotations.NullMarked;
