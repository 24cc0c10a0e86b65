package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user reads who made a mistake: exit code 2 and the place of the mistake, before Spark has begun. */
class ITCommandLine {
    @TempDir
    Path folder;

    private Path broken;

    @BeforeEach
    void writeBrokenFiles() throws IOException {
        broken = Files.writeString(folder.resolve("broken.parquet"), "no Parquet at all");
        Files.createDirectories(folder.resolve("models/inspectors"));
    }

    private CommandLineRun run(String... words) throws IOException, InterruptedException {
        return CommandLineRun.of(folder.resolve("log"), CommandLineRun.ONE_JVM, words);
    }

    private String filled(String text) {
        return text.replace("BROKEN", broken.toString()).replace("TMP", folder.toString());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            synth    | synth.sede=3                                        | synth.sede: unknown key, expected one of
            synth    | synth.seed=null                                     | synth.seed: missing
            synth    | synth.seed=many                                     | synth.seed: expected a whole number, is: "many"
            synth    | synth.teacher.kind=oracle                           | synth.teacher.kind: must be one of [embedded, openai-chat, openai-completions, classify], is: oracle
            synth    | synth.criteria=[TMP/none.yaml]                      | none.yaml: no such file
            synth    | synth.output=BROKEN/below                           | cannot write to
            train    | train.triples=BROKEN                                | as Parquet
            train    | train.triples=TMP/nowhere                           | no such file or folder
            align    | align.dump.path=TMP/nowhere.jsonl                   | no such file or folder
            evaluate | evaluate.aligned=TMP/nowhere                        | TMP/nowhere
            reports  | x=1                                                 | There is no job reports, jobs are [synth, train, align, evaluate, report, quote, pipeline]
            """)
    void wrongRecipesEndWithExitCode2AndOneClearMessage(String job, String change, String message) throws Exception {
        CommandLineRun run = run(job, "conf/tiny/pipeline.yaml", job + ".output=" + folder + "/out", filled(change));
        assertThat(run.output())
                .contains(filled(message))
                .doesNotContain("\tat ")
                .doesNotContain("SparkContext");
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void missingRecipeAndMissingWordsAreExplained() throws Exception {
        CommandLineRun noFile = run("synth", folder + "/none.yaml");
        assertThat(noFile.output()).contains("aligners: " + folder + "/none.yaml: no such file");
        assertThat(noFile.exit()).isEqualTo(2);
        CommandLineRun noRecipe = run("synth");
        assertThat(noRecipe.output())
                .contains("Missing required parameter: 'RECIPE'")
                .contains("Usage: aligners");
        assertThat(noRecipe.exit()).isEqualTo(2);
    }
}
