package org.alignersquad.models.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A TorchScript archive with one module of no parameters: an uncompressed zip of its source and two pickles. */
final class ScriptArchive {
    /** Older versions make the loader rewrite operators such as gelu. */
    private static final String VERSION = "10\n";
    /** Pickle: an instance of {@code __torch__.Script} whose state is {training: False, _is_full_backward_hook: None}. */
    private static final byte[] MODULE = latin("\u0080\u0002c__torch__\nScript\n)\u0081}("
            + "X\u0008\u0000\u0000\u0000training\u0089"
            + "X\u0016\u0000\u0000\u0000_is_full_backward_hookN"
            + "ub.");
    /** Pickle: the empty tuple. */
    private static final byte[] NO_CONSTANTS = latin("\u0080\u0002).");

    private ScriptArchive() {}

    static byte[] of(String source) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            put(zip, "script/data.pkl", MODULE);
            put(zip, "script/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            put(zip, "script/constants.pkl", NO_CONSTANTS);
            put(zip, "script/version", latin(VERSION));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
