/** Language models from Hugging Face checkpoint directories and back: no Spark, no Python. */
@NullMarked
package org.alignersquad.models;

import org.jspecify.annotations.NullMarked;
