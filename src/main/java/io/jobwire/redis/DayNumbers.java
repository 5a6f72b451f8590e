package io.jobwire.redis;

import io.jobwire.model.Histogram;
import io.vertx.redis.client.Response;
import java.util.Map;
import java.util.TreeMap;

/** What was counted in a day, or in several together. */
public final class DayNumbers {
  /** The types for which a day had no more room. */
  public static final String OTHER = "other";

  private final Map<String, TypeNumbers> types = new TreeMap<>();
  private final Histogram lengths = new Histogram();
  private final Histogram firstTokens = new Histogram();
  private final Histogram calls = new Histogram();
  private final Histogram rates = new Histogram();
  private long users;
  private long started;
  private long ended;

  /** Users who were connected or made a job; each counts once a day, so days cannot be added up. */
  public long users() {
    return users;
  }

  public long sessionsStarted() {
    return started;
  }

  public long sessionsEnded() {
    return ended;
  }

  public Histogram sessionLengths() {
    return lengths;
  }

  public Map<String, TypeNumbers> types() {
    return types;
  }

  /** Of all types. */
  public TypeNumbers jobs() {
    TypeNumbers all = new TypeNumbers();
    types.values().forEach(all::add);
    return all;
  }

  public Histogram firstTokens() {
    return firstTokens;
  }

  public Histogram modelCalls() {
    return calls;
  }

  /** In tokens for a thousand seconds. */
  public Histogram tokenRates() {
    return rates;
  }

  public void add(DayNumbers other) {
    other.types.forEach((type, numbers) -> type(type).add(numbers));
    lengths.add(other.lengths);
    firstTokens.add(other.firstTokens);
    calls.add(other.calls);
    rates.add(other.rates);
    users += other.users;
    started += other.started;
    ended += other.ended;
  }

  /** Names and numbers as include/day.lua has counted them. */
  void read(Response flat) {
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      note(Replies.text(flat, i).split(":", 3), Replies.number(flat, i + 1));
    }
  }

  /** How often each of the sixteen buckets of a doubling was met, as include/day.lua has it. */
  void readSpread(Response flat) {
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      String[] name = Replies.text(flat, i).split(":", 3);
      if (name.length == 3) {
        noteSpread(histogram(name[0], name[2]), name[1], Replies.text(flat, i + 1).split(" "));
      }
    }
  }

  private static void noteSpread(Histogram histogram, String doubling, String[] counts) {
    int first = Integer.parseInt(doubling) * Histogram.TO_A_DOUBLING;
    for (int i = 0; i < counts.length; i++) {
      histogram.add(first + i, Long.parseLong(counts[i]));
    }
  }

  /** What a later version measures beside these is passed over. */
  private Histogram histogram(String what, String type) {
    return switch (what) {
      case "waited" -> type(type).waits();
      case "ran" -> type(type).runs();
      case "first" -> firstTokens;
      case "call" -> calls;
      case "rate" -> rates;
      default -> new Histogram();
    };
  }

  /** Days from before there were spreads have each bucket as a number of its own. */
  private void note(String[] name, long number) {
    switch (name[0]) {
      case "users" -> users += number;
      case "started" -> started += number;
      case "ended" -> ended += number;
      case "length" -> lengths.add(Integer.parseInt(name[1]), number);
      case "first" -> firstTokens.add(Integer.parseInt(name[1]), number);
      case "call" -> calls.add(Integer.parseInt(name[1]), number);
      case "rate" -> rates.add(Integer.parseInt(name[1]), number);
      default -> type(name[name.length - 1]).note(name, number);
    }
  }

  private TypeNumbers type(String name) {
    return types.computeIfAbsent(name.equals("*") ? OTHER : name, fresh -> new TypeNumbers());
  }
}
