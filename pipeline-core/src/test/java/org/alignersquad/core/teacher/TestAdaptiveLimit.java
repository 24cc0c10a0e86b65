package org.alignersquad.core.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TestAdaptiveLimit {
    @Test
    void cutsOnceForABurstAndGrowsBack() {
        AdaptiveLimit limit = new AdaptiveLimit();
        limit.widen(100);
        for (int i = 0; i < 50; i++) limit.tooMuch();
        assertThat(limit.current()).isEqualTo(75);
        for (int i = 0; i < 76; i++) limit.good();
        assertThat(limit.current())
                .as("one more after a window of good answers")
                .isEqualTo(76);
        for (int i = 0; i < 10_000; i++) limit.good();
        assertThat(limit.current()).isEqualTo(100);
    }

    @Test
    void admitsWaitersInOrderAsPlacesBecomeFree() {
        AdaptiveLimit limit = new AdaptiveLimit();
        limit.widen(2);
        limit.acquire();
        limit.acquire();
        CompletableFuture<Void> third = limit.acquire();
        CompletableFuture<Void> fourth = limit.acquire();
        assertThat(third).isNotDone();
        limit.release();
        assertThat(third).isDone();
        assertThat(fourth).isNotDone();
    }
}
