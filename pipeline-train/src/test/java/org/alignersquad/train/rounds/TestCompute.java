package org.alignersquad.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.alignersquad.models.Compute;
import org.alignersquad.models.engine.Precision;
import org.alignersquad.models.engine.TorchDevice;
import org.junit.jupiter.api.Test;

class TestCompute {
    @Test
    void withoutKeysAllIsOnTheCpu() {
        assertThat(ComputeRecipe.CPU.on(List.of("3"))).isEqualTo(Compute.CPU);
        assertThat(new ComputeRecipe("cpu", "bfloat16", true, null).on(List.of()))
                .isEqualTo(new Compute(TorchDevice.CPU, Precision.BFLOAT16, true));
    }

    @Test
    void aGpuThatSparkAssignedMustBeThere() {
        // a number beyond every machine's
        ComputeRecipe gpu = new ComputeRecipe("gpu", null, null, null);
        assertThatThrownBy(() -> gpu.on(List.of("99")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("device is 'cuda:99', but this process sees");
    }

    @Test
    void otherNamesAreRefused() {
        assertThatThrownBy(() -> new ComputeRecipe("tpu", null, null, null))
                .hasMessage("device is 'tpu', expected cpu, gpu, auto or cuda:N");
        assertThatThrownBy(() -> new ComputeRecipe(null, "float8", null, null))
                .hasMessageContaining("precision is 'float8'");
    }
}
