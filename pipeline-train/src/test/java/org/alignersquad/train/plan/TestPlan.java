package org.alignersquad.train.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipes;
import org.alignersquad.train.TrainRecipe;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestPlan {
    private static final Path FULL = Path.of("../conf/full");

    @ParameterizedTest
    @CsvSource({
        // published counts, and what 5 new tokens add to each table: rows are a multiple of 8
        "gpt2-large, 774030080, 1280, 7",
        "pythia-1.4b, 1414647808, 4096, 8",
        "redpajama-incite-3b, 2775864320, 5120, 8",
        "phi-2, 2779683840, 5121, 8",
        "mistral-7b, 7241732096, 8192, 8",
        "bert-base, 109483778, 0, 0",
    })
    void countsParametersAsTheirMakersDo(String name, long published, long rowSize, int newRows) {
        ModelPlan plan = plans(name).get(0);
        assertThat(plan.parameters()).isEqualTo(published + rowSize * newRows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2-large", "pythia-1.4b", "redpajama-incite-3b", "phi-2", "mistral-7b", "bert-base"})
    void aRecipesHeaderIsWhatThePlanPrints(String name) throws IOException {
        String header = Files.readAllLines(FULL.resolve(name + ".yaml")).stream()
                .filter(line -> line.startsWith("#   "))
                .map(line -> line.substring(4) + "\n")
                .collect(Collectors.joining());
        assertThat(header).isEqualTo(PlanText.of(plans(name), Map.of()));
    }

    @Test
    void scalingFollowsFromBytesAndLatency() {
        ModelPlan plan = plans("gpt2-large").get(0);
        Cluster cluster = Cluster.of(Map.of());
        Cluster noNetwork = Cluster.of(Map.of("network_gbit", "1e12", "latency_s", "1e-9"));
        assertThat(plan.scaling(1, cluster)).isEqualTo(1);
        assertThat(plan.scaling(64, cluster)).isBetween(8.0, 64.0).isLessThan(plan.scaling(64, noNetwork));
        assertThat(plan.scaling(64, noNetwork)).isCloseTo(64, within(1e-3));
        // 64 workers: two copies out, then 8 groups and one group of 47 chunks are summed from 8 parts each, 6 and 1 on
        // the
        // busiest machine, and the driver takes the sum in; of 12 bytes for each parameter
        double bytes = 12.0 * plan.trained() * (2 + (6 * 8 + 8) / 47.0 * 63 / 64 + 1);
        assertThat(plan.movingSeconds(64, cluster)).isCloseTo(.5 + bytes / 1.25e9, within(1e-6));
    }

    @Test
    void saysWhatDoesNotFitAndWhatIsNoNumber() {
        List<ModelPlan> plans = plans("pythia-1.4b");
        assertThat(PlanText.of(plans, Map.of("memory_gb", "16"))).contains("does not fit");
        assertThatThrownBy(() -> PlanText.of(plans, Map.of("tflops", "many")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("plan: tflops is 'many', expected a number above 0");
        assertThatThrownBy(() -> plans("phi-2", "train.aligners.checkpoint=../conf/full/shapes/nothing"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("train.aligners.checkpoint: no such file: ../conf/full/shapes/nothing/config.json");
    }

    private static List<ModelPlan> plans(String name, String... changes) {
        List<String> all = new java.util.ArrayList<>(List.of("variables.models=../conf/full/shapes"));
        all.addAll(List.of(changes));
        Path file = FULL.resolve(name + ".yaml");
        return new TrainPlan(Recipes.load(file, "train", all, TrainRecipe.class).values(), new Configuration())
                .models();
    }
}
