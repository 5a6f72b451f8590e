package io.jobwire.fault;

import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Jobs whose outcome is known in advance, whatever happens on the way. */
final class Work {
  private static final int BYTES = 12;

  private Work() {}

  static JsonObject noop() {
    return job("load.noop", new JsonObject());
  }

  static JsonObject sleep(int millis) {
    return job("load.sleep", new JsonObject().put("ms", millis));
  }

  static JsonObject stream(int chunks, int everyMs, int checkpointEvery) {
    return job(
        "load.stream",
        new JsonObject()
            .put("chunks", chunks)
            .put("bytes", BYTES)
            .put("everyMs", everyMs)
            .put("checkpointEvery", checkpointEvery));
  }

  /** The same job with one more word about what is to happen in it. */
  static JsonObject and(JsonObject job, String input, Object value) {
    JsonObject more = job.copy();
    more.getJsonObject("input").put(input, value);
    return more;
  }

  /** What a stream of so many chunks has written in the end. */
  static String output(int chunks) {
    return IntStream.range(0, chunks).mapToObj(Work::chunk).collect(Collectors.joining());
  }

  private static String chunk(int number) {
    StringBuilder text = new StringBuilder().append(number).append(':');
    while (text.length() < BYTES) {
      text.append('x');
    }
    return text.append(' ').toString();
  }

  private static JsonObject job(String type, JsonObject input) {
    return new JsonObject().put("type", type).put("input", input);
  }
}
