package org.alignersquad.core.spark;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionInputStream;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;
import org.jspecify.annotations.Nullable;

/**
 * Files that end in {@code .zst}, by the library that Spark brings: Hadoop's own codec needs its native libraries, which
 * few clusters have. Hadoop makes instances by reflection.
 */
public final class ZstdCodec implements CompressionCodec {
    /** Options of a Spark reader that make it unpack such files too. */
    static final Map<String, String> OPTIONS = Map.of("io.compression.codecs", ZstdCodec.class.getName());

    @Override
    public CompressionInputStream createInputStream(InputStream in) throws IOException {
        return new Unpacked(in);
    }

    @Override
    public CompressionInputStream createInputStream(InputStream in, @Nullable Decompressor none) throws IOException {
        return createInputStream(in);
    }

    @Override
    public CompressionOutputStream createOutputStream(OutputStream out) throws IOException {
        return new Packed(out);
    }

    @Override
    public CompressionOutputStream createOutputStream(OutputStream out, @Nullable Compressor none) throws IOException {
        return createOutputStream(out);
    }

    @Override
    public @Nullable Class<? extends Compressor> getCompressorType() {
        return null;
    }

    @Override
    public @Nullable Compressor createCompressor() {
        return null;
    }

    @Override
    public @Nullable Class<? extends Decompressor> getDecompressorType() {
        return null;
    }

    @Override
    public @Nullable Decompressor createDecompressor() {
        return null;
    }

    @Override
    public String getDefaultExtension() {
        return ".zst";
    }

    private static final class Unpacked extends CompressionInputStream {
        private final ZstdInputStream unpacked;

        Unpacked(InputStream packed) throws IOException {
            super(packed);
            this.unpacked = new ZstdInputStream(packed).setContinuous(false);
        }

        @Override
        public int read() throws IOException {
            return unpacked.read();
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            return unpacked.read(bytes, from, length);
        }

        @Override
        public void resetState() throws IOException {
            throw new IOException("Cannot start again within a zstd file");
        }

        @Override
        public void close() throws IOException {
            unpacked.close();
        }
    }

    private static final class Packed extends CompressionOutputStream {
        private final ZstdOutputStream packed;

        Packed(OutputStream out) throws IOException {
            super(out);
            this.packed = new ZstdOutputStream(out);
        }

        @Override
        public void write(int value) throws IOException {
            packed.write(value);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            packed.write(bytes, from, length);
        }

        @Override
        public void finish() throws IOException {
            packed.flush();
        }

        @Override
        public void resetState() throws IOException {
            throw new IOException("Cannot start again within a zstd file");
        }

        @Override
        public void close() throws IOException {
            packed.close();
        }
    }
}
