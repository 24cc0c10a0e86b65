package org.alignersquad.models.safetensors;

import java.io.IOException;

/** A file that breaks the safetensors format; the message names the file, the tensor and what was expected. */
public final class SafetensorsException extends IOException {
    private static final long serialVersionUID = 1;

    SafetensorsException(String message) {
        super(message);
    }
}
