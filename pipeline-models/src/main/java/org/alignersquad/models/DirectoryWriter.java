package org.alignersquad.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes a whole directory under a temporary name beside its place and then renames it. */
public final class DirectoryWriter {
    private DirectoryWriter() {}

    /** Fills an empty directory. */
    @FunctionalInterface
    public interface Content {
        void write(Path directory) throws IOException;
    }

    /** @throws CheckpointException when it cannot be written; the place is then as it was */
    public static void replace(Path directory, Content content) {
        restore(directory);
        Path place = directory.toAbsolutePath().normalize();
        Path fresh = place.resolveSibling("." + place.getFileName() + "-" + UUID.randomUUID());
        Path old = place.resolveSibling(fresh.getFileName() + "-old");
        try {
            Files.createDirectories(fresh);
            content.write(fresh);
            if (Files.exists(place)) Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
            rename(fresh, place, old);
        } catch (IOException | UncheckedIOException e) {
            throw new CheckpointException("Cannot write " + directory + ": " + e, e);
        } finally {
            delete(fresh);
            delete(old);
        }
    }

    /** Puts back what a process that was killed between the two renames had moved aside. */
    static void restore(Path directory) {
        Path place = directory.toAbsolutePath().normalize();
        if (Files.exists(place) || place.getParent() == null || !Files.isDirectory(place.getParent())) return;
        Pattern aside = Pattern.compile("\\." + Pattern.quote(place.getFileName() + "-") + "[0-9a-f-]{36}-old");
        try (Stream<Path> siblings = Files.list(place.getParent())) {
            Optional<Path> old = siblings.filter(
                            path -> aside.matcher(path.getFileName().toString()).matches())
                    .findFirst();
            if (old.isPresent()) Files.move(old.get(), place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CheckpointException("Cannot restore " + directory + ": " + e, e);
        }
    }

    private static void rename(Path fresh, Path place, Path old) throws IOException {
        try {
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (Files.exists(old)) Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) return;
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
