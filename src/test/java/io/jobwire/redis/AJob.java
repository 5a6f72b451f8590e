package io.jobwire.redis;

import io.jobwire.model.Backoff;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A job to create: the usual one, but for what a test says. */
final class AJob {
  static final String TYPE = "mail";

  private String type = TYPE;
  private JsonText input = new JsonText("{\"to\":\"anna\"}");
  private int priority;
  private long delayMs;
  private Long runAtMs;
  private int maxAttempts = 3;
  private Long timeoutMs;
  private Backoff backoff = new Backoff(Backoff.Kind.FIXED, 0, 0);
  private boolean cancelOnDisconnect;
  private long graceMs = NewJob.DEFAULT_GRACE_MS;
  private final List<String> tags = new ArrayList<>();

  static AJob usual() {
    return new AJob();
  }

  AJob type(String word) {
    type = word;
    return this;
  }

  AJob input(String json) {
    input = new JsonText(json);
    return this;
  }

  AJob priority(int number) {
    priority = number;
    return this;
  }

  AJob delayMs(long millis) {
    delayMs = millis;
    return this;
  }

  AJob runAtMs(long millis) {
    runAtMs = millis;
    return this;
  }

  AJob attempts(int most) {
    maxAttempts = most;
    return this;
  }

  AJob timeoutMs(long millis) {
    timeoutMs = millis;
    return this;
  }

  AJob backoff(Backoff.Kind kind, long delay, long most) {
    backoff = new Backoff(kind, delay, most);
    return this;
  }

  /** Cancelled when nobody has watched it for so long. */
  AJob cancelledUnwatchedFor(long millis) {
    cancelOnDisconnect = true;
    graceMs = millis;
    return this;
  }

  AJob tags(String... words) {
    tags.addAll(List.of(words));
    return this;
  }

  /** One slot of this type. */
  Map<String, Integer> slot() {
    return Map.of(type, 1);
  }

  NewJob asked() {
    return new NewJob(
        type,
        input,
        null,
        priority,
        delayMs,
        runAtMs,
        maxAttempts,
        timeoutMs,
        backoff,
        cancelOnDisconnect,
        graceMs,
        tags);
  }
}
