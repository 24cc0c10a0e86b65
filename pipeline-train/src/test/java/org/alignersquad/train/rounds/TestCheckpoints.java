package org.alignersquad.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCheckpoints {
    @TempDir
    Path temp;

    @Test
    void theLastOnesAndTheBestOneAreKept() throws IOException {
        Checkpoints checkpoints = new Checkpoints(temp.toString(), new Configuration(), 2, true);
        for (int round = 1; round <= 6; round++) checkpoints.save(checkpoint(round, Math.min(round, 2)));
        assertThat(folders()).containsExactly("round-000002", "round-000005", "round-000006");
        Checkpoints.Checkpoint newest = Objects.requireNonNull(checkpoints.newest("f"));
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
        assertThat(Objects.requireNonNull(checkpoints.newest("f")).progress().round())
                .isEqualTo(1);
    }

    @Test
    void gradientsThatAreNoNumbersEndATraining() {
        Contribution sum = new Contribution(2, Floats.NONE, Floats.NONE, Floats.NONE, 4, 2, 9, 3);
        assertThatThrownBy(() -> Rounds.requireFinite(sum, "training loss", "aligner-kind in round 4", .1, "out/c"))
                .hasMessage(
                        "Cannot train aligner-kind in round 4: training loss is 0.5, gradients of 3 steps are not finite;"
                                + " try a learning_rate below 0.1. Earlier checkpoints are whole, under out/c");
    }

    private static Checkpoints.Checkpoint checkpoint(int round, int best) {
        Progress progress = new Progress("f", round, round, 1, best, round - best, 0, 0, false, List.of());
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
