package org.alignersquad.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which operators of a job RAPIDS would leave on the CPU, in its explain mode, against our list with reasons. */
class ITRapids {
    private static final Pattern LEFT = Pattern.compile("!\\w* <(\\w+)>");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"synth", "align"})
    void onlyListedOperatorsStayOnTheCpu(String job) throws Exception {
        String jar = System.getProperty("rapids.jar", "");
        assumeTrue(!jar.isEmpty(), "give -Prapids -Drapids.jar=FILE, see docs/how-to/rapids.md");
        Path root = CommandLineRun.root();
        Path log = folder.resolve("explain.log");
        RandomInspector.write(folder.resolve("inspector"), new Random(3));
        ProcessBuilder builder = new ProcessBuilder(
                        root + "/submit/explain-gpu",
                        jar,
                        job,
                        "conf/tiny/smoke.yaml",
                        "variables.root=" + folder,
                        "align.squad.criteria={helpful: {inspector: " + folder + "/inspector}}")
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().remove("SPARK_HOME");
        Process process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(log);
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).contains("ProjectExec").contains("FilterExec");

        TreeSet<String> left = new TreeSet<>();
        Matcher matcher = LEFT.matcher(output);
        while (matcher.find()) left.add(matcher.group(1));
        List<String> listed = new ArrayList<>(listed("rapids-not-on-gpu.txt"));
        if (jar.contains("_2.12-")) listed.addAll(listed("rapids-not-on-gpu-2.12.txt"));
        assertThat(listed).as(output).containsAll(left);
    }

    private static List<String> listed(String file) throws IOException {
        return Files.readAllLines(CommandLineRun.root().resolve("conf/spark/" + file)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\\s+", 2)[0])
                .toList();
    }
}
