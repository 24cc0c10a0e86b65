package org.alignersquad.align.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page in headless Chromium where that is installed. */
class PageInBrowserTest {
    /** In the fixture: 7 first tries, 4 of them kept; from the other 3 to a second, and from there to the end. */
    private static final int LINKS = 15;

    private static Path chromium;

    @TempDir
    Path root;

    @BeforeAll
    static void findChromium() {
        chromium = Stream.of(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        assumeTrue(chromium != null, "No chromium on the PATH: the page is not opened in a browser");
    }

    @Test
    void drawsEveryPlotWithoutErrors() throws Exception {
        Fixture fixture = new Fixture(root).everything();
        String document = open(fixture, fixture.recipe("report", 40));

        // a waterfall of synth (align has a single stage), wall time, a curve for each aligner, ROC and calibration for
        // each criterion, rewrites, score shifts, win rates over all and by question type
        int plots = 1 + 1 + 3 + 3 + 3 + 1 + 4 + 2;
        assertThat(count(document, "<canvas")).isEqualTo(plots);
        assertThat(count(document, "data-drawn=\"true\"")).isEqualTo(plots);
        assertThat(count(document, "<article")).isEqualTo(92);
        assertThat(document).contains("<del>take the</del>").contains("<ins>ask your neighbour for</ins>");
        assertThat(count(document, "class=\"band"))
                .as("bands of the squad's flow")
                .isEqualTo(LINKS);
        assertThat(document).contains("This run is worse than the run in");
        assertThat(document).contains("Cohen’s kappa 0.710");
        assertThat(document).contains("Rejected rows to look at (");
        assertThat(count(document, "<img")).as("hostile text became an element").isZero();
    }

    @Test
    void opensWithNothingButNotes() throws Exception {
        Fixture fixture = new Fixture(root);
        String document = open(fixture, fixture.recipe("report", 3));

        assertThat(document).contains("Not run: synth – there is no run.json in its output folder.");
        assertThat(count(document, "<canvas")).isZero();
    }

    private String open(Fixture fixture, ReportRecipe recipe) throws IOException, InterruptedException {
        fixture.page(recipe);
        Path log = root.resolve("chromium.log");
        Path dom = root.resolve("dom.html");
        List<String> command = List.of(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + root.resolve("profile"),
                "--enable-logging=stderr",
                "--window-size=1280,2000",
                "--virtual-time-budget=10000",
                "--dump-dom",
                Path.of(recipe.output(), "report.html").toUri().toString());
        Process process = new ProcessBuilder(command)
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        if (!ended) process.destroyForcibly();
        assertThat(ended).as("chromium ends within two minutes").isTrue();
        String document = Files.readString(dom);
        assertThat(Files.readString(log)).as("the browser's console").doesNotContain("CONSOLE");
        assertThat(document.substring(0, document.indexOf("<head")))
                .as("errors")
                .doesNotContain("data-error");
        return document.substring(document.indexOf("<body")).replaceAll("(?s)<script.*?</script>", "");
    }

    private static long count(String text, String part) {
        return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }
}
