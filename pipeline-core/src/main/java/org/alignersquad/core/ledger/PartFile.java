package org.alignersquad.core.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A ledger file that is being written: under a temporary name until it is published, so that readers see whole files. */
final class PartFile implements AutoCloseable {
    private static final int BUFFER = 1 << 15;

    private final FileSystem files;
    private final Path temporary;
    private final Path target;
    private final OutputStream out;

    private PartFile(FileSystem files, Path folder, String name) throws IOException {
        this.files = files;
        this.temporary = LedgerFiles.temporary(folder, name);
        this.target = new Path(folder, name);
        this.out = new GZIPOutputStream(files.create(temporary, false), BUFFER);
    }

    static PartFile create(FileSystem files, Path folder, String name) throws IOException {
        return new PartFile(files, folder, name);
    }

    void write(byte[] line) throws IOException {
        out.write(line);
        out.write('\n');
    }

    /** Gives the file its name; nothing may be written afterwards. */
    void publish() throws IOException {
        out.close();
        if (!files.rename(temporary, target)) {
            throw new IOException("Cannot rename " + temporary + " to " + target.getName());
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
