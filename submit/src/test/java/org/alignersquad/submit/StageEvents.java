package org.alignersquad.submit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Spark's event log says of a run's stages and tasks. */
record StageEvents(List<Task> tasks) {
    /**
     * @param profile id of the stage's resource profile; 0 is Spark's own settings'
     * @param finished by the executor's count: the driver gives the freed place away before it notes the end
     */
    record Task(String description, int profile, String executor, long launched, long finished) {}

    private record Submitted(String description, int profile) {}

    /** All logs in the folder. */
    static StageEvents read(Path folder) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Map<Integer, Submitted> stages = new HashMap<>();
        List<Task> tasks = new ArrayList<>();
        List<Path> logs;
        try (Stream<Path> all = Files.walk(folder)) {
            logs = all.filter(file -> file.getFileName().toString().matches("events_.*|app-.*"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
        for (Path log : logs)
            for (String line : Files.readAllLines(log)) {
                JsonNode event = json.readTree(line);
                switch (event.path("Event").asText()) {
                    case "SparkListenerStageSubmitted" -> submitted(event, stages);
                    case "SparkListenerTaskEnd" -> tasks.add(task(event, stages));
                    default -> {
                        // nothing of a stage
                    }
                }
            }
        return new StageEvents(tasks);
    }

    private static void submitted(JsonNode event, Map<Integer, Submitted> stages) {
        JsonNode stage = event.path("Stage Info");
        String description =
                event.path("Properties").path("spark.job.description").asText();
        stages.put(
                stage.path("Stage ID").asInt(),
                new Submitted(description, stage.path("Resource Profile Id").asInt()));
    }

    private static Task task(JsonNode event, Map<Integer, Submitted> stages) {
        Submitted stage = stages.get(event.path("Stage ID").asInt());
        JsonNode info = event.path("Task Info");
        JsonNode metrics = event.path("Task Metrics");
        long launched = info.path("Launch Time").asLong();
        long took = 0;
        for (String part : List.of("Executor Deserialize Time", "Executor Run Time", "Result Serialization Time"))
            took += metrics.path(part).asLong();
        return new Task(
                stage.description(), stage.profile(), info.path("Executor ID").asText(), launched, launched + took);
    }

    /** Profiles of the stages in whose description the words are. */
    Set<Integer> profiles(String words) {
        return tasks.stream()
                .filter(task -> task.description().contains(words))
                .map(Task::profile)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Executors that ran tasks of the profile. */
    Set<String> executors(int profile) {
        return tasks.stream()
                .filter(task -> task.profile() == profile)
                .map(Task::executor)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The most tasks of such profiles that ran on one executor at one time. */
    int mostAtOnce(IntPredicate profile) {
        int most = 0;
        for (Task task : tasks) if (profile.test(task.profile())) most = Math.max(most, beside(task));
        return most;
    }

    /** How many of the same profile ran on its executor when it was launched, itself included. */
    private int beside(Task task) {
        return (int) tasks.stream()
                .filter(other -> other.profile() == task.profile()
                        && other.executor().equals(task.executor())
                        && other.launched() <= task.launched()
                        && other.finished() > task.launched())
                .count();
    }
}
