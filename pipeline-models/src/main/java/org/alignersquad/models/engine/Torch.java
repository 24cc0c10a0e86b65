package org.alignersquad.models.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The native engine of this process. It starts on first use and is never stopped.
 *
 * <p>Every thread that enters computes with {@link #threads()} native threads, one unless told otherwise: a Spark
 * task is one core, and with one thread equal inputs give equal bits.
 */
public final class Torch {
    private static volatile int threads = Integer.getInteger("aligners.torch.threads", 1);
    private static final ThreadLocal<Integer> ENTERED = ThreadLocal.withInitial(() -> 0);

    private static final AtomicInteger OPEN = new AtomicInteger();

    private Torch() {}

    /** Native threads per computation. */
    public static int threads() {
        return threads;
    }

    /** Sets the native threads of every computation that starts later, on any Java thread. */
    public static void threads(int count) {
        if (count < 1) throw new IllegalArgumentException("threads must be at least 1, is: " + count);
        threads = count;
    }

    /** GPUs that the engine can use in this process. */
    public static int gpus() {
        return hasCuda() ? Engine.getEngine("PyTorch").getGpuCount() : 0;
    }

    /** Whether the engine's natives can use GPUs at all. */
    public static boolean hasCuda() {
        enter();
        return Engine.getEngine("PyTorch").hasCapability(StandardCapabilities.CUDA);
    }

    /** A new owner of tensors on the CPU, prepared for the calling thread. */
    static PtNDManager open() {
        return open(TorchDevice.CPU);
    }

    static PtNDManager open(TorchDevice device) {
        return open(device.device());
    }

    static PtNDManager open(Device device) {
        PtNDManager manager = (PtNDManager) enter().newSubManager(device);
        OPEN.incrementAndGet();
        return manager;
    }

    static void close(PtNDManager manager) {
        if (!manager.isOpen()) return;
        manager.close();
        OPEN.decrementAndGet();
    }

    /** Owners that are open and tensors without one: what must not grow. */
    public static int live() {
        return OPEN.get() + Root.MANAGER.getManagedArrays().size();
    }

    /** Prepares the calling thread: the engine's own settings differ from thread to thread. */
    static PtNDManager enter() {
        PtNDManager root = Root.MANAGER;
        if (ENTERED.get() != threads) {
            JniUtils.setNumThreads(threads);
            ENTERED.set(threads);
        }
        // the optimizing executor changes its kernels after some calls, and with them the last bits
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setGradMode(false);
        return root;
    }

    /** Loads the natives when first touched. */
    private static final class Root {
        static final PtNDManager MANAGER = start();

        static PtNDManager start() {
            setIfAbsent("ai.djl.offline");
            setIfAbsent("OPT_OUT_TRACKING");
            Engine.getEngine("PyTorch");
            return (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");
        }

        static void setIfAbsent(String property) {
            if (System.getProperty(property) == null) System.setProperty(property, "true");
        }
    }
}
