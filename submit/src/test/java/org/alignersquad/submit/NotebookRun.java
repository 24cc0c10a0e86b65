package org.alignersquad.submit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.LocalExecutionControlProvider;

/**
 * Runs every code cell of a notebook as a Java kernel would: one JShell, cell after cell, on this process's classpath.
 * Ends with 1 at the first cell that does not compile or throws.
 */
final class NotebookRun {
    private final JShell shell;

    private NotebookRun(JShell shell) {
        this.shell = shell;
    }

    public static void main(String[] arguments) throws IOException {
        JsonNode notebook = new ObjectMapper().readTree(Files.readString(Path.of(arguments[0])));
        try (JShell shell = JShell.builder()
                .executionEngine(new LocalExecutionControlProvider(), Map.of())
                .out(System.out)
                .err(System.err)
                .build()) {
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator))
                shell.addToClasspath(entry);
            new NotebookRun(shell).cells(notebook.path("cells"));
        } catch (IllegalStateException e) {
            System.out.println(arguments[0] + ": " + e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private void cells(JsonNode cells) {
        int number = 0;
        for (JsonNode cell : cells) {
            number++;
            if (!cell.path("cell_type").asText().equals("code")) continue;
            try {
                cell(source(cell));
            } catch (IllegalStateException e) {
                throw new IllegalStateException("cell " + number + ": " + e.getMessage(), e);
            }
        }
    }

    private static String source(JsonNode cell) {
        StringBuilder source = new StringBuilder();
        cell.path("source").forEach(line -> source.append(line.asText()));
        return source.toString();
    }

    private void cell(String source) {
        String rest = source;
        while (!rest.isBlank()) {
            CompletionInfo snippet = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            String text = snippet.completeness().isComplete() ? snippet.source() : rest;
            rest = snippet.completeness().isComplete() ? snippet.remaining() : "";
            for (SnippetEvent event : shell.eval(text)) check(text, event);
        }
    }

    private void check(String text, SnippetEvent event) {
        if (event.exception() instanceof EvalException e)
            throw new IllegalStateException(e.getExceptionClassName() + ": " + e.getMessage() + " in: " + text.strip());
        if (event.exception() != null) throw new IllegalStateException(event.exception() + " in: " + text.strip());
        if (event.status() == Snippet.Status.REJECTED)
            throw new IllegalStateException(
                    shell.diagnostics(event.snippet())
                                    .map(problem -> problem.getMessage(null))
                                    .toList() + " in: " + text.strip());
    }
}
