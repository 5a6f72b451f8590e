package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A job's events in the order in which they were seen, after what a snapshot gave. */
record Story(String outputBefore, List<JsonObject> events) {
  private static final Set<String> TERMINAL =
      Set.of("job:completed:v1", "job:failed:v1", "job:cancelled:v1");

  static Story of(List<JsonObject> events) {
    return after("", events);
  }

  static Story after(String outputBefore, List<JsonObject> events) {
    return new Story(outputBefore, List.copyOf(events));
  }

  List<JsonObject> of(String type) {
    return events.stream().filter(event -> event.getString("type").equals(type)).toList();
  }

  JsonObject last() {
    return events.get(events.size() - 1);
  }

  /** What somebody has who appends chunks and cuts back to what an attempt keeps. */
  String output() {
    StringBuilder output = new StringBuilder(outputBefore);
    for (JsonObject event : events) {
      JsonObject data = event.getJsonObject("data");
      switch (event.getString("type")) {
        case "job:running:v1" -> output.setLength(data.getInteger("keep"));
        case "model:chunk:v1" -> output.append(data.getString("text"));
        default -> {
          // leaves nothing in the output
        }
      }
    }
    return output.toString();
  }

  /** Numbered 1, 2, 3 … in one epoch, and over with its one end. */
  Story assertWhole() {
    assertThat(events.stream().map(event -> event.getInteger("seq")))
        .isEqualTo(IntStream.rangeClosed(1, events.size()).boxed().toList());
    assertThat(events.stream().map(Story::epoch).distinct()).hasSize(1);
    assertThat(events.stream().filter(Story::isTerminal)).containsExactly(last());
    return this;
  }

  private static String epoch(JsonObject event) {
    String id = event.getString("id");
    return id.substring(0, id.indexOf('.'));
  }

  private static boolean isTerminal(JsonObject event) {
    return TERMINAL.contains(event.getString("type"));
  }
}
