/** Recipes: YAML files bound to records, every problem reported at once. */
@NullMarked
package org.alignersquad.core.config;

import org.jspecify.annotations.NullMarked;
