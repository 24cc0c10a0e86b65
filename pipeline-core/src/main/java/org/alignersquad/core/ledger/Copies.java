package org.alignersquad.core.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.alignersquad.core.text.Hashes;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tells lines of a bucket from copies of them. Where a file system lets two create one lock, two compactions at once leave
 * two merged files with the same answers. An answer that was paid twice is no copy: each has its own time.
 */
final class Copies {
    private final @Nullable Set<String> seen;

    private Copies(@Nullable Set<String> seen) {
        this.seen = seen;
    }

    /** Takes memory for every line, but only where there is more than one merged file. */
    static Copies among(List<Path> parts) {
        return new Copies(parts.stream().filter(LedgerFiles::isMerged).count() > 1 ? new HashSet<>() : null);
    }

    /** Whether this line was not given before. */
    boolean isNew(byte[] line) {
        return seen == null || seen.add(Hashes.sha256(new String(line, UTF_8)));
    }
}
