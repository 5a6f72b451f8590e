package io.jobwire.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The fold of a job's events")
class FoldVectorTest {
  private static final Path VECTORS = Path.of("src/test/resources/fold");

  @TestFactory
  @DisplayName("gives for each vector the view that stands beside it")
  Stream<DynamicTest> vectors() throws IOException {
    return files()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> fold(file)));
  }

  @Test
  @DisplayName("is shown for every type of event that a job's stream may hold")
  void complete() throws IOException {
    Set<String> shown = new HashSet<>();
    for (Path file : files().toList()) {
      read(file).get("events").forEach(event -> shown.add(event.get("type").textValue()));
    }
    Stream<String> types =
        Stream.of(EventType.values())
            .filter(type -> type.stage() == EventType.Stage.JOB)
            .map(EventType::word);
    assertThat(shown).containsAll(types.toList());
  }

  private static void fold(Path file) throws IOException {
    JsonNode vector = read(file);
    Fold fold = vector.has("from") ? Fold.from(vector.get("from")) : new Fold();
    vector.get("events").forEach(fold::after);
    assertThat(fold.view()).as(vector.get("about").textValue()).isEqualTo(vector.get("view"));
  }

  private static JsonNode read(Path file) throws IOException {
    return Fold.parse(Files.readString(file));
  }

  private static Stream<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(VECTORS)) {
      return all.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
    }
  }
}
