package io.jobwire.fault;

import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Jobs for the example workers, whose outcome is known in advance. */
final class Words {
  private Words() {}

  static JsonObject job(String type, int lines, int everyMs, int checkpointEvery) {
    JsonObject input =
        new JsonObject()
            .put("text", text(lines))
            .put("everyMs", everyMs)
            .put("checkpointEvery", checkpointEvery);
    return new JsonObject()
        .put("jobId", type + "." + UUID.randomUUID())
        .put("type", type)
        .put("input", input);
  }

  /** What has been written in the end. */
  static String output(int lines) {
    return IntStream.rangeClosed(1, lines)
        .mapToObj(line -> line + ": " + wordsIn(line) + " words\n")
        .collect(Collectors.joining());
  }

  static JsonObject result(int lines) {
    int words = IntStream.rangeClosed(1, lines).map(Words::wordsIn).sum();
    return new JsonObject().put("lines", lines).put("words", words);
  }

  private static String text(int lines) {
    return IntStream.rangeClosed(1, lines).mapToObj(Words::line).collect(Collectors.joining("\n"));
  }

  private static String line(int number) {
    return "wörd  ".repeat(wordsIn(number));
  }

  private static int wordsIn(int line) {
    return line % 5 + 1;
  }
}
