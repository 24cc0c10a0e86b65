package org.alignersquad.core.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.alignersquad.core.teacher.Message;

/** Names a prompt by its text: the first eight hexadecimal digits of its SHA-256. */
public final class PromptVersion {
    private PromptVersion() {}

    public static String of(List<Message> messages) {
        MessageDigest digest = sha256();
        for (Message message : messages) {
            digest.update(message.role().getBytes(UTF_8));
            digest.update((byte) 0);
            digest.update(message.content().getBytes(UTF_8));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 4);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
