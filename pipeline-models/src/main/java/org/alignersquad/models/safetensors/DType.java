package org.alignersquad.models.safetensors;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Number formats of safetensors; the float formats up to 32 bits can be read and written. */
public enum DType {
    F32(4),
    F16(2),
    BF16(2),
    F64(8),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U64(8),
    U32(4),
    U16(2),
    U8(1),
    BOOL(1),
    F8_E4M3(1),
    F8_E5M2(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    static Optional<DType> of(String name) {
        return Arrays.stream(values()).filter(d -> d.name().equals(name)).findFirst();
    }

    int bytes() {
        return bytes;
    }

    boolean isFloat() {
        return this == F32 || this == F16 || this == BF16;
    }

    /** The next value of little-endian bytes. */
    float next(ByteBuffer from) {
        return switch (this) {
            case F32 -> from.getFloat();
            case F16 -> half(from.getShort());
            case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
            default -> throw new IllegalStateException("Not decoded: " + this);
        };
    }

    /** Appends the nearest number of this format, the even one of two; too large a number becomes infinite. */
    void put(ByteBuffer to, float value) {
        switch (this) {
            case F32 -> to.putFloat(value);
            case F16 -> to.putShort(toHalf(value));
            case BF16 -> to.putShort(toBfloat(value));
            default -> throw new IllegalStateException("Not encoded: " + this);
        }
    }

    private static short toBfloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) return (short) (bits >>> 16 | 0x40);
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    private static short toHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        float size = Math.abs(value);
        if (Float.isNaN(value)) return (short) (sign | 0x7e00);
        if (size >= 65520) return (short) (sign | 0x7c00);
        // below the smallest normal number: multiples of 2^-24
        if (size < 0x1p-14f) return (short) (sign | (int) Math.rint(size * 0x1p24));
        int shifted = (bits & 0x7fffffff) - (112 << 23);
        return (short) (sign | shifted + 0xfff + (shifted >>> 13 & 1) >>> 13);
    }

    private static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0) return Math.copySign(fraction * 0x1p-24f, Float.intBitsToFloat(sign | 0x3f800000));
        int widened = exponent == 31 ? 255 : exponent + 112;
        return Float.intBitsToFloat(sign | widened << 23 | fraction << 13);
    }
}
