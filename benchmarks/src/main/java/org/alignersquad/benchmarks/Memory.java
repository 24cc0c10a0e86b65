package org.alignersquad.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process's memory as Linux counts it. */
final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Memory() {}

    /** Resident now, in MB. */
    static long residentMb() throws IOException {
        return megabytes("VmRSS:");
    }

    /** The most that was resident since {@link #forgetPeak()}, in MB. */
    static long peakMb() throws IOException {
        return megabytes("VmHWM:");
    }

    static void forgetPeak() throws IOException {
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    }

    private static long megabytes(String field) throws IOException {
        for (String line : Files.readAllLines(STATUS))
            if (line.startsWith(field)) return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        throw new IOException("No " + field + " in " + STATUS);
    }
}
