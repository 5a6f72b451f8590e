package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What jobs did, counted anew from the events of their logs. */
final class CountedByHand {
  private static final double ERROR = 0.05;

  private final Map<String, Long> ends = new TreeMap<>();
  private final List<Double> waits = new ArrayList<>();
  private final List<Double> runs = new ArrayList<>();

  static Map<String, CountedByHand> byType(Map<String, List<JsonObject>> logs) {
    Map<String, CountedByHand> types = new TreeMap<>();
    for (List<JsonObject> log : logs.values()) {
      String type = log.get(0).getJsonObject("data").getString("type");
      types.computeIfAbsent(type, fresh -> new CountedByHand()).count(log);
    }
    return types;
  }

  static CountedByHand all(Collection<CountedByHand> types) {
    CountedByHand all = new CountedByHand();
    for (CountedByHand one : types) {
      one.ends.forEach((what, times) -> all.ends.merge(what, times, Long::sum));
      all.waits.addAll(one.waits);
      all.runs.addAll(one.runs);
    }
    return all;
  }

  private void count(List<JsonObject> log) {
    long due = 0;
    for (JsonObject event : log) {
      long at = event.getLong("at");
      JsonObject data = event.getJsonObject("data");
      switch (event.getString("type")) {
        case "job:created:v1" -> {
          note("created");
          due = data.getLong("runAt", at);
        }
        case "job:retrying:v1" -> due = data.getLong("retryAt");
        case "job:resumed:v1" -> due = at;
        case "job:running:v1" -> waits.add((double) (at - due));
        case "job:completed:v1" -> ended("completed", data);
        case "job:failed:v1" -> ended("failed", data);
        case "job:cancelled:v1" -> note("cancelled");
        default -> {
          // nothing that is counted
        }
      }
    }
  }

  private void ended(String how, JsonObject data) {
    note(how);
    runs.add(data.getDouble("durationMs"));
  }

  private void note(String what) {
    ends.merge(what, 1L, Long::sum);
  }

  long number(String what) {
    return ends.getOrDefault(what, 0L);
  }

  void assertTold(JsonObject told) {
    for (String what : List.of("created", "completed", "failed", "cancelled")) {
      assertThat(told.getLong(what)).as("%s of %s", what, told).isEqualTo(number(what));
    }
    assertPercentiles(told.getJsonObject("waitMs"), waits);
    assertPercentiles(told.getJsonObject("runMs"), runs);
  }

  /** The number of numbers exactly, and each percentile as the exact one, but for the error. */
  static void assertPercentiles(JsonObject told, List<Double> exact) {
    assertThat(told.getInteger("count")).isEqualTo(exact.size());
    for (int percentile : new int[] {50, 95, 99}) {
      if (!exact.isEmpty()) {
        double expected = percentile(exact, percentile);
        assertThat(told.getDouble("p" + percentile))
            .as("p%d of %s in %s", percentile, exact, told)
            .isCloseTo(expected, within(expected * ERROR));
      }
    }
  }

  static double percentile(List<Double> numbers, int percentile) {
    List<Double> sorted = numbers.stream().sorted().toList();
    return sorted.get((int) Math.ceil(sorted.size() * percentile / 100.0) - 1);
  }
}
