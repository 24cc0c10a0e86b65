package org.alignersquad.models.engine;

import ai.djl.engine.EngineException;
import java.util.Map;

/**
 * Matrices of linear layers in the order in which the CPU's kernels read them (oneDNN). A packed matrix is opaque: only
 * scripts that know it take it, and it cannot be trained. Products with it are faster for few rows, and a row's bits do
 * not depend on how many rows there are.
 */
public final class Packing {
    private static final String SOURCE = ScriptText.read(Packing.class, "pack.py.txt", Map.of());

    private Packing() {}

    /** Whether these matrices can be packed: they are on the CPU, and the natives have oneDNN. */
    public static boolean supports(Tensors matrices) {
        return !matrices.device().isGpu() && Natives.HAVE_ONEDNN;
    }

    /**
     * Packed copies, which belong to the scope.
     *
     * @param fanInFanOut whether the matrices are stored (in, out), else (out, in)
     */
    public static TensorList pack(Scope scope, Tensors matrices, boolean fanInFanOut) {
        return TorchScript.compile(SOURCE).callList(scope, "pack", matrices, fanInFanOut);
    }

    /** Tried once, by packing a small matrix: builds of the natives without oneDNN do not know the operator. */
    private static final class Natives {
        static final boolean HAVE_ONEDNN = tryToPack();

        static boolean tryToPack() {
            try (Scope scope = Scope.inference()) {
                pack(scope, scope.list(scope.zeros(2, 2)), false);
                return true;
            } catch (EngineException e) {
                return false;
            }
        }
    }
}
