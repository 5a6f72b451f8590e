package io.jobwire.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * The reference for what a viewer makes of a job's events: the job view's changing part, and the
 * output, after each of them. The scripts' view must be the same; so must the browser's.
 */
public final class Fold {
  /** What of the job view comes out of its events; absent where there is nothing. */
  public static final List<String> FIELDS =
      List.of(
          "state",
          "progress",
          "steps",
          "attempt",
          "result",
          "error",
          "runAt",
          "startedAt",
          "finishedAt",
          "durationMs",
          "seq",
          "position",
          "outputLength",
          "hasCheckpoint",
          "output");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final ObjectNode view;
  private long startedAt;

  /** Before the first event. */
  public Fold() {
    view = JSON.createObjectNode();
    view.put("attempt", 0).put("hasCheckpoint", false).put("output", "").put("outputLength", 0);
    steps(JSON.createArrayNode());
    progress(JSON.createObjectNode());
  }

  private Fold(ObjectNode view) {
    this.view = view;
    startedAt = view.has("startedAt") ? millis(view.get("startedAt")) : 0;
  }

  /** At a snapshot: a job view with its output. */
  public static Fold from(JsonNode snapshot) {
    return new Fold(foldable(snapshot));
  }

  /** Of a job view with its output, what comes out of events. */
  public static ObjectNode foldable(JsonNode view) {
    return ((ObjectNode) view.deepCopy()).retain(FIELDS);
  }

  /** With every digit. */
  public static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(json, broken);
    }
  }

  public ObjectNode view() {
    return view;
  }

  public String output() {
    return view.get("output").textValue();
  }

  public Fold after(JsonNode event) {
    JsonNode data = event.get("data");
    long at = event.get("at").asLong();
    EventType.of(event.get("type").textValue()).ifPresent(type -> fold(type, event, data, at));
    view.set("seq", event.get("seq"));
    view.set("position", event.get("id"));
    return this;
  }

  private void fold(EventType type, JsonNode event, JsonNode data, long at) {
    switch (type) {
      case JOB_CREATED -> waits(data.get("runAt"));
      case JOB_RUNNING -> runs(event.get("attempt"), data, at);
      case JOB_PROGRESS -> progress(data);
      case TASK_PROGRESS -> step(data);
      case MODEL_CHUNK -> output(output() + data.get("text").textValue());
      case JOB_CHECKPOINT -> view.put("hasCheckpoint", true);
      case JOB_RETRYING -> retries(data);
      case JOB_RESUMED -> resumed();
      case JOB_COMPLETED -> completes(data, at);
      case JOB_FAILED -> fails(data, at);
      case JOB_CANCELLED -> cancelled(at);
      default -> {
        // searches, model calls and signals leave nothing but their number
      }
    }
  }

  private void waits(JsonNode runAt) {
    view.put("state", "created");
    view.remove("runAt");
    if (runAt != null) {
      view.put("runAt", time(runAt.asLong()));
    }
  }

  private void runs(JsonNode attempt, JsonNode data, long at) {
    view.put("state", "running");
    view.set("attempt", attempt);
    output(output().substring(0, data.get("keep").asInt()));
    steps(data.get("steps").deepCopy());
    progress(data.get("progress"));
    if (startedAt == 0) {
      startedAt = at;
      view.put("startedAt", time(at));
    }
    view.remove(List.of("runAt", "error"));
  }

  private void retries(JsonNode data) {
    waits(data.get("retryAt"));
    view.remove("error");
    if (data.has("error")) {
      view.set("error", data.get("error"));
    }
  }

  private void resumed() {
    waits(null);
    startedAt = 0;
    view.remove(List.of("startedAt", "finishedAt", "durationMs", "error"));
  }

  private void completes(JsonNode data, long at) {
    ends("completed", at);
    view.set("result", data.get("result"));
    ((ObjectNode) view.get("progress")).put("percent", 100);
  }

  private void fails(JsonNode data, long at) {
    ends("failed", at);
    view.set("error", data.get("error"));
  }

  private void cancelled(long at) {
    ends("cancelled", at);
    view.remove("runAt");
  }

  private void ends(String state, long at) {
    view.put("state", state);
    view.put("finishedAt", time(at));
    if (startedAt != 0) {
      view.set("durationMs", parse(Long.toString(at - startedAt)));
    }
  }

  private void progress(JsonNode data) {
    ObjectNode progress = JSON.createObjectNode();
    progress.set("percent", data.has("percent") ? data.get("percent") : progress.numberNode(0));
    progress.set("step", data.has("step") ? data.get("step") : progress.nullNode());
    progress.set("message", data.has("message") ? data.get("message") : progress.nullNode());
    view.set("progress", progress);
  }

  /** A step stays where it first appeared. */
  private void step(JsonNode data) {
    ArrayNode steps = (ArrayNode) view.get("steps");
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).get("task").equals(data.get("task"))) {
        steps.set(i, data);
        return;
      }
    }
    steps.add(data);
  }

  private void steps(JsonNode steps) {
    view.set("steps", steps);
  }

  private void output(String text) {
    view.put("output", text).put("outputLength", text.length());
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private static long millis(JsonNode time) {
    return Instant.parse(time.textValue()).toEpochMilli();
  }
}
