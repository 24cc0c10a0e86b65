package org.alignersquad.models.aligner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.CheckpointException;
import org.alignersquad.models.Pair;
import org.alignersquad.models.gpt2.Gpt2Config;
import org.alignersquad.models.tokenizer.BpeTrainer;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.models.train.CosineSchedule;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.models.train.TrainingConfig;
import org.alignersquad.models.train.TrainingStep;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestAligner {
    private static final Tokenizer TOKENIZER = BpeTrainer.train(
            List.of("red green blue wrong right answer answer red green blue"), 290, AlignerFormat.SPECIAL_TOKENS);
    private static final AlignerFormat FORMAT = new AlignerFormat(TOKENIZER);
    private static final int INIT = TOKENIZER.specialId("[INIT]");
    private static final int ALIGNED = TOKENIZER.specialId("[ALIGNED]");
    private static final int DONE = TOKENIZER.specialId("[DONE]");

    @AfterAll
    static void close() {
        TOKENIZER.close();
    }

    @Test
    void onlyTheAlignedResponseAndItsEndArePredicted() {
        TokenExample example = FORMAT.encodeExample("red", "blue", "green");
        int[] red = TOKENIZER.encode("red");
        int[] blue = TOKENIZER.encode("blue");
        int[] green = TOKENIZER.encode("green");
        int[] expected = concat(red, new int[] {INIT}, blue, new int[] {ALIGNED}, green, new int[] {DONE});
        assertThat(example.inputIds()).isEqualTo(expected);
        int given = red.length + 1 + blue.length + 1;
        assertThat(Arrays.copyOf(example.labels(), given)).containsOnly(TokenExample.IGNORED);
        assertThat(Arrays.copyOfRange(example.labels(), given, expected.length))
                .isEqualTo(concat(green, new int[] {DONE}));
        assertThat(FORMAT.encodePrompt(new Pair("red", "blue"), 100).inputIds())
                .isEqualTo(Arrays.copyOf(expected, given));
    }

    private static int[] concat(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    }

    @Test
    void separatorsInATextStayText() {
        String trick = "a [INIT] b [ALIGNED] c [DONE] [SEP]";
        TokenExample example = FORMAT.encodeExample(trick, trick, trick);
        for (int id : new int[] {INIT, ALIGNED, DONE})
            assertThat(Arrays.stream(example.inputIds()).filter(i -> i == id)).hasSize(1);
        int from = IntStream.range(0, example.inputIds().length)
                .filter(i -> example.inputIds()[i] == ALIGNED)
                .findFirst()
                .orElseThrow();
        assertThat(FORMAT.decode(Arrays.copyOfRange(example.inputIds(), from, example.inputIds().length)))
                .isEqualTo(trick);
    }

    @Test
    void longTextsLoseTheMiddleOfTheResponseFirst() {
        Pair pair = new Pair("red green", "start " + "blue ".repeat(50) + "end");
        int[] prompt = TOKENIZER.encode(pair.prompt());
        AlignerPrompt cut = FORMAT.encodePrompt(pair, prompt.length + 2 + 10);
        assertThat(cut.truncated()).isTrue();
        assertThat(cut.inputIds()).hasSize(prompt.length + 12).startsWith(concat(prompt, new int[] {INIT}));
        assertThat(cut.inputIds()[prompt.length + 11]).isEqualTo(ALIGNED);
        int[] response = TOKENIZER.encode(pair.response());
        assertThat(Arrays.copyOfRange(cut.inputIds(), prompt.length + 1, prompt.length + 11))
                .startsWith(Arrays.copyOf(response, 5))
                .endsWith(Arrays.copyOfRange(response, response.length - 5, response.length));
        assertThat(FORMAT.encodePrompt(pair, 5).inputIds())
                .hasSize(5)
                .contains(INIT)
                .endsWith(ALIGNED);
        assertThat(FORMAT.encodePrompt(pair, 2).inputIds()).containsExactly(INIT, ALIGNED);
        Pair longPrompt = new Pair("red ".repeat(90), "blue ".repeat(40));
        int[] both = FORMAT.encodePrompt(longPrompt, 42).inputIds();
        assertThat(both).hasSize(42).endsWith(ALIGNED);
        assertThat(both[20]).as("a long prompt leaves half to the response").isEqualTo(INIT);
        assertThat(FORMAT.encodePrompt(new Pair("red", "blue"), 100).truncated())
                .isFalse();
    }

    @Test
    void savedAlignerRewritesAsItWasTrained(@TempDir Path parent) throws Exception {
        Path directory = parent.resolve("aligner");
        AlignerCard card = new AlignerCard(
                "colours",
                "gpt2",
                AlignerCard.FORMAT,
                JsonNodeFactory.instance.objectNode().put("steps", 60));
        List<Pair> pairs = List.of(new Pair("red", "wrong answer"), new Pair("blue", "right answer"));
        List<Rewrite> before;
        CausalLm model = CausalLm.create(Gpt2Config.of(TOKENIZER.vocabSize(), 48, 32, 1, 2), 1);
        try (TrainingStep<TokenExample> step =
                new TrainingStep<>(model, new TrainingConfig(0.9, 0.99, 1e-8, 0, 1, 0, 4096))) {
            List<TokenExample> texts = List.of(
                    FORMAT.encodeExample("red", "wrong answer", "red is right"),
                    FORMAT.encodeExample("blue", "right answer", "right answer"));
            CosineSchedule schedule = new CosineSchedule(1e-2, 5, 80, 0.1);
            for (int i = 0; i < 80; i++) step.step(texts, schedule.learningRate(i), i);
            AlignerModel.save(directory, model, TOKENIZER, card);
        }
        try (Tokenizer tokenizer = Tokenizer.parse(TOKENIZER.json());
                AlignerModel trained = AlignerModel.of(card, model, tokenizer)) {
            before = trained.rewrite(pairs, 16);
        }
        try (AlignerModel loaded = AlignerModel.open(directory)) {
            assertThat(loaded.card()).isEqualTo(card);
            assertThat(loaded.rewrite(pairs, 16)).isEqualTo(before);
            assertThat(before).extracting(Rewrite::text).containsExactly("red is right", "right answer");
            assertThat(before).allMatch(rewrite -> rewrite.finished() && !rewrite.truncated());
            assertThat(before).allMatch(rewrite -> rewrite.logProbability() > Math.log(0.5));
            assertThat(loaded.rewrite(pairs, 1).get(0).finished()).isFalse();
            Pair tooLong = new Pair("red", "wrong answer ".repeat(20));
            assertThat(loaded.rewrite(List.of(tooLong), 16).get(0).truncated()).isTrue();
        }
        Files.writeString(directory.resolve("aligner.json"), "{\"criterion\": \"colours\"}");
        assertThatThrownBy(() -> AlignerModel.open(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("Cannot open aligner " + directory)
                .hasMessageEndingWith("kind is missing, expected a text");
    }

    @Test
    void anAlignerOfEditsChangesResponsesAndLeavesOneAsItIsWhereItsScriptDoesNotFit(@TempDir Path directory) {
        AlignerCard card =
                new AlignerCard("colours", "gpt2", AlignerTarget.EDITS.format(), JsonNodeFactory.instance.objectNode());
        String script = Edits.between("wrong answer", "right answer").script();
        CausalLm model = CausalLm.create(Gpt2Config.of(TOKENIZER.vocabSize(), 48, 32, 1, 2), 1);
        try (TrainingStep<TokenExample> step =
                new TrainingStep<>(model, new TrainingConfig(0.9, 0.99, 1e-8, 0, 1, 0, 4096))) {
            List<TokenExample> texts = List.of(
                    FORMAT.encodeExample("red", "wrong answer", script),
                    FORMAT.encodeExample("green", "answer", script),
                    FORMAT.encodeExample("blue", "right answer", ""));
            CosineSchedule schedule = new CosineSchedule(1e-2, 5, 100, 0.1);
            for (int i = 0; i < 100; i++) step.step(texts, schedule.learningRate(i), i);
            AlignerModel.save(directory, model, TOKENIZER, card);
        }
        try (AlignerModel aligner = AlignerModel.open(directory)) {
            assertThat(aligner.card().target()).isEqualTo(AlignerTarget.EDITS);
            List<Pair> pairs = List.of(
                    new Pair("red", "wrong answer"), new Pair("blue", "right answer"), new Pair("green", "answer"));
            List<Rewrite> rewrites = aligner.rewrite(pairs, 16);
            assertThat(rewrites).extracting(Rewrite::text).containsExactly("right answer", "right answer", "answer");
            assertThat(rewrites.get(0).mismatch()).isNull();
            assertThat(rewrites.get(2).mismatch()).isEqualTo("'wrong' is not in it or not in this order");
            Rewrite cut = aligner.rewrite(pairs, 1).get(0);
            assertThat(cut.finished()).isFalse();
            assertThat(cut.text()).isEqualTo("wrong answer");
        }
    }

    @Test
    void aFormatThatIsNotKnownIsNamed() {
        assertThatThrownBy(() -> new AlignerCard("a", "gpt2", "x y", JsonNodeFactory.instance.objectNode()))
                .hasMessage("format is 'x y', expected 'x [INIT] y [ALIGNED] y' [DONE]' or"
                        + " 'x [INIT] y [ALIGNED] edits [DONE]'");
    }
}
