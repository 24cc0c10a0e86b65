package org.alignersquad.models.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.alignersquad.models.engine.NamedTensor;

/** Writes one file, which appears complete or not at all. */
final class TensorWriter {
    private static final int PIECE = 1 << 20;

    private TensorWriter() {}

    static void write(Path file, List<NamedTensor> tensors, DType dtype) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID());
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                write(channel, Header.of(tensors, dtype));
                for (NamedTensor tensor : tensors) write(channel, file, tensor, dtype);
                channel.force(false);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void write(FileChannel channel, Path file, NamedTensor tensor, DType dtype) throws IOException {
        if (dtype == DType.F32) {
            write(channel, tensor.data().duplicate());
            return;
        }
        FloatBuffer values = tensor.floats();
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE).order(ByteOrder.LITTLE_ENDIAN);
        while (values.hasRemaining()) {
            while (values.hasRemaining() && piece.hasRemaining()) {
                float value = values.get();
                if (dtype == DType.F16 && Float.isFinite(value) && Math.abs(value) >= 65520)
                    throw new SafetensorsException("Cannot write " + file + ": tensor " + tensor.name() + " holds "
                            + value + ", too large for F16; BF16 has the range of F32");
                dtype.put(piece, value);
            }
            write(channel, piece.flip());
            piece.clear();
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) channel.write(bytes);
    }
}
