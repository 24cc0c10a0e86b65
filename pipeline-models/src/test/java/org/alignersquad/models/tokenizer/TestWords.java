package org.alignersquad.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alignersquad.models.SharedData;
import org.junit.jupiter.api.Test;

class TestWords {
    /** As GPT-2 has it. */
    private static final Pattern GPT2 = Pattern.compile(
            "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private static List<String> byteLevel(String text) {
        List<String> words = new ArrayList<>();
        ByteLevelWords.split(text, words::add);
        return words;
    }

    private static List<String> bert(String text) {
        List<String> words = new ArrayList<>();
        BertWords.split(text, words::add);
        return words;
    }

    private static List<String> matches(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = GPT2.matcher(text);
        while (matcher.find()) words.add(matcher.group());
        return words;
    }

    @Test
    void byteLevelWordsAreWhatThePatternFinds() {
        String[] signs = {
            "a",
            "B",
            "ß",
            "é",
            "你",
            "Ω",
            "1",
            "²",
            "Ⅷ",
            "'",
            "s",
            "t",
            "l",
            "v",
            "e",
            "r",
            "!",
            ".",
            "-",
            "_",
            "🎉",
            "👩‍👩‍👧",
            "\u0301",
            " ",
            " ",
            " ",
            "\t",
            "\n",
            "\u00a0",
            "\u2003",
            "\u200b",
            "\u3000",
            "\u0085",
            "\u001c",
            "\ud800"
        };
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--)
                text.append(signs[random.nextInt(signs.length)]);
            assertThat(byteLevel(text.toString())).as("%s", text).isEqualTo(matches(text.toString()));
        }
    }

    @Test
    void bertWordsAreLowerCaseWithoutAccents() {
        assertThat(bert("Crème brûlée, 你好!\tDon't  STOP\u200b-now $5"))
                .containsExactly("creme", "brulee", ",", "你", "好", "!", "don", "'", "t", "stop", "-", "now", "$", "5");
        assertThat(bert("")).isEmpty();
        assertThat(bert(" \u0000\ufffd\n")).isEmpty();
    }

    /** With every word in a vocabulary of whole words, none is unknown, and the tokens are the words in order. */
    @Test
    void bertWordsAreHuggingFacesOnRealTexts() throws IOException {
        List<String> texts = new ArrayList<>(Files.readAllLines(SharedData.path("data/text/wikitext2_valid.txt"))
                .subList(0, 1500));
        texts.addAll(Files.readAllLines(SharedData.path("data/normalised/dumps.jsonl"))
                .subList(0, 50));
        texts.add("ÀÉÎõü ﬁ ½ İstanbul ＡＢＣ ー〜 ~`^|<>=+$ \u00ad \u200d🎉👩‍👩‍👧 Ⅷ ſ K \u2028x\u2029y");
        Map<String, Integer> ids = new LinkedHashMap<>();
        ids.put("[UNK]", 0);
        for (String text : texts) for (String word : bert(text)) ids.putIfAbsent(word, ids.size());
        try (Tokenizer wholeWords = Tokenizer.parse(wholeWords(ids))) {
            for (String text : texts)
                assertThat(wholeWords.encode(text))
                        .as(text)
                        .containsExactly(bert(text).stream().mapToInt(ids::get).toArray());
        }
    }

    private static String wholeWords(Map<String, Integer> ids) {
        ObjectNode root = TokenizerJson.root(List.of("[UNK]"));
        root.putObject("normalizer")
                .put("type", "BertNormalizer")
                .put("clean_text", true)
                .put("handle_chinese_chars", true)
                .put("lowercase", true)
                .putNull("strip_accents");
        root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        root.putNull("post_processor");
        root.putNull("decoder");
        ObjectNode model = root.putObject("model").put("type", "WordLevel").put("unk_token", "[UNK]");
        model.set("vocab", new ObjectMapper().valueToTree(ids));
        return root.toString();
    }

    @Test
    void countsAreTheSameWhateverTheBatches() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 3000; i++) texts.add("the cat " + i % 7 + " sat ".repeat(i % 50));
        Map<String, Long> counts = BpeTrainer.countWords(texts);
        Map<String, Long> expected = new LinkedHashMap<>();
        for (String text : texts) for (String word : matches(text)) expected.merge(word, 1L, Long::sum);
        assertThat(counts).isEqualTo(expected);
        assertThat(Arrays.asList(counts.get("the"), counts.get(" cat"))).containsExactly(3000L, 3000L);
    }
}
