package org.alignersquad.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.alignersquad.train.examples.Example;
import org.junit.jupiter.api.Test;

class TestSubstitutedTokens {
    // x = 1 11, [INIT] = 90, [ALIGNED] = 91, [DONE] = 92; 50 is a fault, 60 its correction
    private static final Example REWRITE =
            new Example("a", 1, new int[] {1, 11, 90, 11, 12, 50, 13, 91, 11, 12, 60, 13, 92}, 8);
    private static final Example OTHER = new Example("b", 0, new int[] {2, 90, 71, 72, 91, 71, 72, 92}, 5);

    @Test
    void sharedTokensChangeAlikeEverywhereAndTheRestStays() {
        List<Example> batch = List.of(REWRITE, OTHER);
        boolean changed = false;
        for (long seed = 0; seed < 20; seed++) {
            int[] ids = new SubstitutedTokens(1, seed).in(batch).get(0).inputIds();
            assertThat(ids[1]).isEqualTo(ids[3]).isEqualTo(ids[8]);
            assertThat(new int[] {ids[4], ids[6]}).containsExactly(ids[9], ids[11]);
            assertThat(new int[] {ids[0], ids[2], ids[5], ids[7], ids[10], ids[12]})
                    .containsExactly(1, 90, 50, 91, 60, 92);
            assertThat(Set.of(11, 12, 13, 60, 71, 72)).contains(ids[8], ids[9], ids[11]);
            changed |= !Arrays.equals(ids, REWRITE.inputIds());
        }
        assertThat(changed).isTrue();
    }

    @Test
    void theSameSeedGivesTheSameTokens() {
        List<Example> batch = List.of(REWRITE, OTHER);
        assertThat(new SubstitutedTokens(.5, 4).in(batch).get(0).inputIds())
                .isEqualTo(new SubstitutedTokens(.5, 4).in(batch).get(0).inputIds());
    }

    @Test
    void aShareOfNothingChangesNothing() {
        assertThat(new SubstitutedTokens(0, 1).in(List.of(REWRITE)).get(0).inputIds())
                .isEqualTo(REWRITE.inputIds());
    }
}
