package io.jobwire.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Follows one job through its event stream, and tells each event in a line. */
final class Watching {
  private static final String DATA = "data:";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Visitor visitor;
  private final Telling telling;
  private final String jobId;
  private String position = "0";

  Watching(Visitor visitor, Telling telling, String jobId) {
    this.visitor = visitor;
    this.telling = telling;
    this.jobId = jobId;
  }

  String jobId() {
    return jobId;
  }

  /** Goes on where it stopped, to the first event of this kind. */
  void until(Predicate<JsonNode> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Stream<String> lines = visitor.events(jobId, position)) {
      for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
        String line = each.next();
        if (line.startsWith(DATA)
            && isWanted(Visitor.read(line.substring(DATA.length())), wanted)) {
          return;
        }
        // Something comes at least every ten seconds, if only a sign of life.
        if (System.nanoTime() > deadline) {
          throw new Unexpected("nothing of what should come has come for a minute");
        }
      }
    } catch (UncheckedIOException broken) {
      throw new Unexpected("the event stream broke off: " + broken.getMessage());
    } finally {
      telling.flush();
    }
    throw new Unexpected("the event stream ended too early");
  }

  void untilEnded() throws InterruptedException {
    until(event -> is(event, "stream:end:v1"));
  }

  private boolean isWanted(JsonNode event, Predicate<JsonNode> wanted) {
    if (event.has("seq") && event.has("id")) {
      position = event.path("id").asText();
      telling.tell(event);
    }
    return wanted.test(event);
  }

  static boolean is(JsonNode event, String type) {
    return event.path("type").asText().equals(type);
  }
}
