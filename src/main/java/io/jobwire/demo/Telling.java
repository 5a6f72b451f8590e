package io.jobwire.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;

/** Events as lines for people; text that streams is told a line's worth at a time. */
final class Telling {
  private static final int WIDTH = 72;

  private final Consumer<String> console;
  private final StringBuilder text = new StringBuilder();
  private long textSeq;

  Telling(Consumer<String> console) {
    this.console = console;
  }

  void say(String line) {
    console.accept("      " + line);
  }

  void tell(JsonNode event) {
    JsonNode data = event.path("data");
    if (Watching.is(event, "model:chunk:v1")) {
      textSeq = event.path("seq").asLong();
      text.append(data.path("text").asText().replaceAll("\\s+", " "));
      if (text.length() >= WIDTH) {
        flush();
      }
      return;
    }
    flush();
    String words = words(event.path("type").asText(), event, data);
    if (!words.isEmpty()) {
      line(event.path("seq").asLong(), words);
    }
  }

  /** What is left of the text. */
  void flush() {
    for (int from = 0; from < text.length(); from += WIDTH) {
      line(textSeq, "» " + text.substring(from, Math.min(text.length(), from + WIDTH)));
    }
    text.setLength(0);
  }

  private void line(long seq, String words) {
    console.accept("%9d  %s".formatted(seq, printable(words).stripTrailing()));
  }

  /** What others wrote must not move the cursor. */
  private static String printable(String words) {
    return words.replaceAll("\\p{Cntrl}", " ");
  }

  private static String words(String type, JsonNode event, JsonNode data) {
    return switch (type) {
      case "job:created:v1" -> "created";
      case "job:running:v1" ->
          "attempt %d begins, on worker %s%s"
              .formatted(
                  event.path("attempt").asInt(),
                  data.path("worker").asText(),
                  data.path("fromCheckpoint").asBoolean() ? ", from the checkpoint" : "");
      case "job:progress:v1" ->
          "%s %% %s".formatted(data.path("percent").asText(), data.path("step").asText());
      case "task:progress:v1" -> data.path("task").asText() + ": " + data.path("state").asText();
      case "search:started:v1" -> "searches for: " + data.path("query").asText();
      case "search:result:v1" -> "found: " + data.path("title").asText();
      case "search:complete:v1" -> "the search is complete";
      case "model:complete:v1" -> "the text is complete";
      case "job:checkpoint:v1" -> "checkpoint";
      case "job:retrying:v1" -> "to be tried again: " + data.path("reason").asText();
      case "job:resumed:v1" -> "resumed by " + data.path("by").asText();
      case "job:completed:v1" -> "completed";
      case "job:failed:v1" -> "failed: " + data.at("/error/message").asText();
      case "job:cancelled:v1" -> "cancelled by " + data.path("by").asText();
      default -> "";
    };
  }
}
