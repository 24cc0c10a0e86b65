/** Reading and writing safetensors files. */
@NullMarked
package org.alignersquad.models.safetensors;

import org.jspecify.annotations.NullMarked;
