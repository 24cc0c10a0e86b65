package org.alignersquad.core.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {
    private static final Configuration CONF = new Configuration();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("spent.json");
    }

    /** As Hadoop writes and reads on a local disk, with a checksum beside it. */
    private void writeChecked(String text) throws IOException {
        try (OutputStream out = FileSystem.getLocal(CONF).create(hadoop(), true)) {
            out.write(text.getBytes(UTF_8));
        }
        assertThat(folder.resolve(".spent.json.crc")).exists();
    }

    private String readChecked() throws IOException {
        try (InputStream in = FileSystem.getLocal(CONF).open(hadoop())) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private org.apache.hadoop.fs.Path hadoop() {
        return new org.apache.hadoop.fs.Path(file.toUri());
    }

    @Test
    void whatIsWrittenReplacesAFileAndItsChecksum() throws IOException {
        writeChecked("old");
        OutputFiles.write(CONF, file.toString(), "new");
        assertThat(OutputFiles.read(CONF, file.toString())).isEqualTo("new");
        assertThat(readChecked()).isEqualTo("new");
        assertThat(folder).isDirectoryContaining("glob:**spent.json").isDirectoryNotContaining("regex:.*(crc|part)");
    }

    @Test
    void aTextWhoseChecksumAKilledProcessLeftBehindIsRead() throws IOException {
        writeChecked("old");
        Files.writeString(file, "new");
        assertThatThrownBy(this::readChecked).isInstanceOf(ChecksumException.class);
        assertThat(OutputFiles.read(CONF, file.toString())).isEqualTo("new");
    }

    @Test
    void aFileIsCreatedOnce() throws IOException {
        assertThat(OutputFiles.read(CONF, file.toString())).isNull();
        OutputFiles.create(CONF, hadoop(), "first");
        assertThatThrownBy(() -> OutputFiles.create(CONF, hadoop(), "second"))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(OutputFiles.read(CONF, file.toString())).isEqualTo("first");
    }
}
