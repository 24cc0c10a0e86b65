package org.alignersquad.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestTrainRecipe {
    private static final Path TINY = Path.of("../conf/tiny/pipeline.yaml");

    @Test
    void readsTheTinyRecipe() {
        TrainRecipe recipe = load();
        assertThat(recipe.criteria()).containsExactly("ethical", "factuality", "helpful");
        assertThat(recipe.aligners()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.tasks=3 | tasks must divide shards (4), is: 3",
                "train.aligners.warm_up.batch_size=30 | every batch_size must be a multiple of shards (4), one is: 30",
                "train.aligners.warm_up.learning_rate=-1 | peak above 0",
                "train.aligners.n_head=5 | n_embd must be a multiple of n_head",
                "train.inspectors.mllib.hash_bits=99 | hash_bits must be in [8, 26], is: 99",
                "train.criteria=[a, a] | criteria must differ, are: [a, a]",
                "train.aligners.target=prose | must be one of [text, edits], is: prose",
                "train.aligners.edits={last_sentence: {max_words: 9}} | edits needs target: edits",
                "train.colour=red | train.colour: unknown key"
            })
    void saysWhatIsWrong(String change, String message) {
        assertThatThrownBy(() -> load(change))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void editsAndSubstitutedTokensExcludeEachOther() {
        assertThat(load("train.aligners.target=edits").aligners()).isNotNull();
        assertThatThrownBy(() -> load("train.aligners.target=edits", "train.aligners.fine_tune.substituted_share=0.1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("substituted_share must be 0 with target: edits, is: 0.1");
    }

    private static TrainRecipe load(String... changes) {
        return Recipes.load(TINY, "train", List.of(changes), TrainRecipe.class).values();
    }
}
