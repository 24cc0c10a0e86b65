package org.alignersquad.core.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocalSparkTest {
    @Test
    void countsOnBothThreadsOfTheSharedSession() {
        assertThat(LocalSpark.session().range(1_000).repartition(4).count()).isEqualTo(1_000);
        assertThat(LocalSpark.session()).isSameAs(LocalSpark.session());
    }
}
