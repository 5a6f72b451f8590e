package io.jobwire.model;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What can happen, as {@code events.schema.json} lists it; EventCatalogueTest holds both together.
 * A changed meaning is a new version, never an edit.
 */
public enum EventType {
  JOB_CREATED("job:created:v1", Stage.JOB),
  JOB_RUNNING("job:running:v1", Stage.JOB),
  JOB_PROGRESS("job:progress:v1", Stage.JOB),
  TASK_PROGRESS("task:progress:v1", Stage.JOB),
  MODEL_CHUNK("model:chunk:v1", Stage.JOB),
  MODEL_COMPLETE("model:complete:v1", Stage.JOB),
  SEARCH_STARTED("search:started:v1", Stage.JOB),
  SEARCH_RESULT("search:result:v1", Stage.JOB),
  SEARCH_COMPLETE("search:complete:v1", Stage.JOB),
  JOB_CHECKPOINT("job:checkpoint:v1", Stage.JOB),
  JOB_SIGNAL("job:signal:v1", Stage.JOB),
  JOB_RETRYING("job:retrying:v1", Stage.JOB),
  JOB_RESUMED("job:resumed:v1", Stage.JOB),
  JOB_COMPLETED("job:completed:v1", Stage.JOB),
  JOB_FAILED("job:failed:v1", Stage.JOB),
  JOB_CANCELLED("job:cancelled:v1", Stage.JOB),

  TAB_UPDATE("tab:update:v1", Stage.USER),
  DOWNLOAD_PROGRESS("download:progress:v1", Stage.USER),
  USER_PRESENCE("user:presence:v1", Stage.USER),

  STREAM_OPEN("stream:open:v1", Stage.CONTROL),
  STREAM_SNAPSHOT("stream:snapshot:v1", Stage.CONTROL),
  STREAM_OUTPUT("stream:output:v1", Stage.CONTROL),
  STREAM_LIVE("stream:live:v1", Stage.CONTROL),
  STREAM_END("stream:end:v1", Stage.CONTROL),
  AUTH_EXPIRING("auth:expiring:v1", Stage.CONTROL),
  SERVER_DRAINING("server:draining:v1", Stage.CONTROL);

  /** Where it happens. */
  public enum Stage {
    /** Numbered in a job's stream. */
    JOB,
    /** Numbered in a user's stream. */
    USER,
    /** Between the server and one subscriber; neither numbered nor stored. */
    CONTROL
  }

  private static final Pattern OWN =
      Pattern.compile("x:[A-Za-z0-9][A-Za-z0-9._-]{0,63}:v[1-9][0-9]{0,3}");
  private static final Map<String, EventType> BY_WORD =
      Stream.of(values()).collect(Collectors.toMap(EventType::word, Function.identity()));

  private final String word;
  private final Stage stage;

  EventType(String word, Stage stage) {
    this.word = word;
    this.stage = stage;
  }

  public String word() {
    return word;
  }

  public Stage stage() {
    return stage;
  }

  /** Empty for a handler's own type, and for what is none. */
  public static Optional<EventType> of(String word) {
    return Optional.ofNullable(BY_WORD.get(word));
  }

  /** {@code x:<name>:v<n>}: a type that a handler made up, with any object as its data. */
  public static boolean isOwn(String word) {
    return OWN.matcher(word).matches();
  }
}
