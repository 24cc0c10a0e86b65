package org.alignersquad.train.edits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alignersquad.core.spark.LocalSpark;
import org.alignersquad.models.aligner.Edits;
import org.alignersquad.train.edits.DroppedWords.Replacement;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestEditTargets {
    private static final StructType PAIRS = new StructType()
            .add("id", DataTypes.StringType)
            .add("criterion", DataTypes.StringType)
            .add("split", DataTypes.StringType)
            .add("label", DataTypes.IntegerType)
            .add("response", DataTypes.StringType)
            .add("aligned_response", DataTypes.StringType);

    private static final SparkSession SPARK = LocalSpark.session();

    private static Row row(String split, int label, String response, String aligned) {
        return RowFactory.create(response, "polite", split, label, response, aligned);
    }

    private static Dataset<Row> pairs() {
        return SPARK.createDataFrame(
                List.of(
                        row("train", 1, "You damn old idiots , look", "You old people , look"),
                        row("train", 1, "Damn , those idiots", ", those people"),
                        row("train", 1, "damn it , he hopes", "it , he says"),
                        row("train", 0, "She hopes for damn rain", "She hopes for damn rain"),
                        row("test", 1, "a test sentence", "a sentence"),
                        row("validation", 1, "a test sentence", "a sentence")),
                PAIRS);
    }

    @Test
    void wordsThatAlignedResponsesDoWithoutAreCountedOnTrainRowsOnly() {
        DroppedWordsRecipe recipe = new DroppedWordsRecipe(2, 0.75, null);
        assertThat(DroppedWordCounts.of(pairs(), recipe))
                .isEqualTo(Map.of(
                        "polite",
                        new DroppedWords(Set.of("damn", "idiots"), Set.of(new Replacement("idiots", " people")))));
        assertThat(DroppedWordCounts.of(pairs(), new DroppedWordsRecipe(2, 0.8, null))
                        .get("polite")
                        .words())
                .as("damn was kept once and dropped three times")
                .containsExactly("idiots");
        assertThat(DroppedWordCounts.of(pairs(), new DroppedWordsRecipe(9, 1, null)))
                .isEmpty();
    }

    @Test
    void alignersLearnTheUsualEditsAndRowsWithoutAnyAreLeftOut() {
        EditsRecipe recipe = new EditsRecipe(new DroppedWordsRecipe(2, 0.75, null), null);
        List<Row> targets = EditTargets.of(recipe, List.of("polite"), pairs())
                .in(pairs())
                .where("split = 'train'")
                .collectAsList();
        assertThat(targets)
                .extracting(row -> row.<String>getAs("response") + " | " + row.<String>getAs("aligned_response"))
                .containsExactlyInAnyOrder(
                        "You damn old idiots , look | - damn\n- idiots\n+ people",
                        "Damn , those idiots | -Damn\n- idiots\n+ people",
                        "damn it , he hopes | -damn",
                        "She hopes for damn rain | ");
        assertThat(EditTargets.of(recipe, List.of("polite"), pairs())
                        .in(pairs())
                        .count())
                .isEqualTo(4);
    }

    @Test
    void swappedCopiesDropOtherWordsInTheSamePlaces() {
        DroppedWordsRecipe words = new DroppedWordsRecipe(2, 0.75, 6);
        List<Row> rows = EditTargets.of(new EditsRecipe(words, null), List.of("polite"), pairs())
                .in(pairs())
                .collectAsList();
        assertThat(rows)
                .hasSize(4 + 3 * 6)
                .extracting(row -> row.<String>getAs("id"))
                .doesNotHaveDuplicates();
        List<Row> copies = rows.stream()
                .filter(row -> row.<String>getAs("id").startsWith("You damn old idiots , look~"))
                .toList();
        for (Row copy : copies)
            assertThat(copy.<String>getAs("response")).matches("You (damn|idiots) old (damn|idiots) , look");
        assertThat(copies).extracting(row -> row.<String>getAs("response")).contains("You idiots old damn , look");
        for (Row copy : copies)
            assertThat(Edits.apply(copy.getAs("aligned_response"), copy.getAs("response"))
                            .text())
                    .matches("You( people)? old( people)? , look");
    }

    @Test
    void withoutARecipeTheScriptMakesTheReference() {
        EditTargets targets = EditTargets.of(null, List.of("polite"), pairs());
        for (Row row : pairs().collectAsList()) {
            String response = row.getAs("response");
            String script = targets.script("polite", response, row.getAs("aligned_response"));
            assertThat(Edits.apply(script, response).text()).isEqualTo(row.getAs("aligned_response"));
        }
        assertThat(targets.in(pairs()).count()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "I am late | So it is. All will be well! | I am late. All will be well!",
                "I am late! | All will be well | I am late! All will be well",
                "late 😞    | Fine 👍.            | late 😞 Fine 👍.",
                "All will be well. Not. | All will be well. | All will be well. Not.",
                "I am late | It is one two three four five six seven | I am late"
            })
    void theLastSentenceIsAddedToTheEndWhereItIsNotTooLong(String response, String aligned, String expected) {
        EditTargets targets =
                new EditTargets(new EditsRecipe(null, new LastSentenceRecipe(5, null)), Map.of(), Map.of());
        assertThat(Edits.apply(targets.script("positive", response, aligned), response))
                .hasFieldOrPropertyWithValue("text", expected)
                .hasFieldOrPropertyWithValue("mismatch", null);
    }

    @Test
    void fewSentencesStandForAll() {
        List<String> sentences = List.of(
                "I will rest well",
                "I will rest now",
                "I will rest well soon",
                "It gets better",
                "It gets so much better");
        List<String> chosen = SentenceChoices.choose(sentences, sentences, 2);
        assertThat(chosen).containsExactly("I will rest well", "It gets better");
        assertThat(SentenceChoices.nearest(chosen, "much better it gets")).isEqualTo("It gets better");
        assertThat(SentenceChoices.nearest(chosen, "quite another")).isEqualTo("I will rest well");
        assertThat(SentenceChoices.choose(List.of(), sentences, 2)).isEmpty();
        assertThat(SentenceChoices.choose(sentences, sentences, 9)).hasSize(5);
    }

    @Test
    void aChosenSentenceIsAddedInThePlaceOfItsLike() {
        EditsRecipe recipe = new EditsRecipe(null, new LastSentenceRecipe(3, 1));
        EditTargets targets = EditTargets.of(recipe, List.of("polite"), pairs());
        assertThat(targets.choices()).containsEntry("polite", List.of(", those people"));
        assertThat(targets.script("polite", "I am late", "Things will be much better, and soon"))
                .isEqualTo("+. , those people");
    }

    @Test
    void aRecipeThatLearnsNothingIsRefused() {
        assertThatThrownBy(() -> new EditsRecipe(null, null)).hasMessageContaining("nothing is learnt");
        assertThatThrownBy(() -> new LastSentenceRecipe(0, 1)).hasMessageContaining("is: 0");
        assertThatThrownBy(() -> new DroppedWordsRecipe(0, .5, null)).hasMessageContaining("is: 0");
        assertThatThrownBy(() -> new DroppedWordsRecipe(1, 1.5, null)).hasMessageContaining("is: 1.5");
    }
}
