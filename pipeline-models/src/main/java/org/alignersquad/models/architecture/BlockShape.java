package org.alignersquad.models.architecture;

import java.util.HashMap;
import java.util.Map;

/**
 * What {@code decoder.py.txt} and every decoder's text want to know of a block.
 *
 * @param kvHeads heads of keys and values
 * @param headSize values per head
 * @param eps of the norms
 * @param activation Hugging Face's name of the feed-forward layer's non-linear function
 * @param fullAttentionLayers this many first layers see all positions before them
 * @param window the other layers see so many positions, themselves among them
 */
public record BlockShape(
        int kvHeads, int headSize, double eps, String activation, int fullAttentionLayers, int window) {
    /** A block whose layers all see everything before them. */
    public static BlockShape of(int kvHeads, int headSize, double eps, String activation) {
        return new BlockShape(kvHeads, headSize, eps, activation, Integer.MAX_VALUE, 0);
    }

    /** Values for a program's text. */
    Map<String, Object> slots() {
        Map<String, Object> slots = new HashMap<>();
        slots.put("kv_heads", kvHeads);
        slots.put("head_size", headSize);
        slots.put("eps", eps);
        slots.put("activation", Activation.of(activation).literal());
        slots.put("full_attention_layers", fullAttentionLayers);
        slots.put("window", window);
        return slots;
    }
}
