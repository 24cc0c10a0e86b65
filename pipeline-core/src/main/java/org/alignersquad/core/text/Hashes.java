package org.alignersquad.core.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes that are the same on every machine and in every run. */
public final class Hashes {
    private Hashes() {}

    /** SHA-256 of the parts, in hex; parts are length-prefixed, so {@code ("ab","c")} and {@code ("a","bc")} differ. */
    public static String sha256(String... parts) {
        return HexFormat.of().formatHex(digest(parts));
    }

    /** The first 16 hex digits of {@link #sha256}: an id for rows, 64 bits. */
    public static String id(String... parts) {
        return sha256(parts).substring(0, 16);
    }

    /** A number in {@code [0, buckets)}, uniform over the parts. */
    public static int bucket(int buckets, String... parts) {
        return Math.floorMod(ByteBuffer.wrap(digest(parts)).getLong(), buckets);
    }

    /** A number in {@code [0, 1)}, uniform over the parts. */
    public static double fraction(String... parts) {
        return (ByteBuffer.wrap(digest(parts)).getLong() >>> 11) * 0x1.0p-53;
    }

    private static byte[] digest(String... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(UTF_8);
                sha.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                sha.update(bytes);
            }
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
