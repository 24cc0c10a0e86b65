package org.alignersquad.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCheckpoints {
    private static final Predicate<Progress> THIS =
            progress -> progress.fingerprint().equals("f");

    @TempDir
    Path temp;

    @Test
    void theLastOnesAndTheBestOneAreKept() throws IOException {
        Checkpoints checkpoints = new Checkpoints(temp.toString(), new Configuration(), 2, true);
        for (int round = 1; round <= 6; round++) checkpoints.save(checkpoint(round, Math.min(round, 2)));
        assertThat(folders()).containsExactly("round-000002", "round-000005", "round-000006");
        Checkpoints.Checkpoint newest = Objects.requireNonNull(checkpoints.newest(THIS));
        assertThat(newest.progress()).isEqualTo(checkpoint(6, 2).progress());
        assertThat(newest.state().parameters().chunks()).containsExactly(new float[] {6}, new float[] {60});
        assertThat(newest.velocity().chunks()).containsExactly(new float[] {.5f, 6});
        checkpoints.save(checkpoint(7, 7));
        assertThat(folders()).containsExactly("round-000006", "round-000007");
    }

    @Test
    void aHalfWrittenOneDoesNotCount() throws IOException {
        Checkpoints checkpoints = new Checkpoints(temp.toString(), new Configuration(), 2, false);
        checkpoints.save(checkpoint(1, 1));
        Files.createDirectories(temp.resolve("round-000002"));
        Files.writeString(temp.resolve("round-000002/state.bin"), "cut off");
        assertThat(Objects.requireNonNull(checkpoints.newest(THIS)).progress().round())
                .isEqualTo(1);
    }

    @Test
    void thoseOfAnotherRecipeAreSetAsideUntilTheNewTrainingIsFinished() throws IOException {
        Path place = temp.resolve("model");
        Path aside = temp.resolve("model.before");
        Checkpoints checkpoints = new Checkpoints(place.toString(), new Configuration(), 2, false);
        checkpoints.save(checkpoint(1, 1));
        assertThat(checkpoints.newestFolder()).endsWith("model/round-000001");
        assertThat(checkpoints.newest(progress -> false)).isNull();
        assertThat(checkpoints.newestFolder()).isNull();
        assertThat(aside.resolve("round-000001/progress.json")).exists();
        checkpoints.save(checkpoint(1, 1));
        assertThat(aside).exists();
        Checkpoints.Checkpoint last = checkpoint(2, 1);
        checkpoints.save(last.with(last.progress().finish()));
        assertThat(aside).doesNotExist();
    }

    private static Checkpoints.Checkpoint checkpoint(int round, int best) {
        Progress progress = new Progress("f", "s", null, round, round, 1, best, round - best, 0, 0, false, List.of());
        Floats parameters = new Floats(List.of(new float[] {round}, new float[] {10 * round}));
        TrainingState state = new TrainingState(round, parameters, parameters.zeros(), parameters.zeros());
        return new Checkpoints.Checkpoint(progress, state, Floats.of(0, 0), Floats.of(.5f, round));
    }

    private List<String> folders() throws IOException {
        try (Stream<Path> folders = Files.list(temp)) {
            return folders.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
