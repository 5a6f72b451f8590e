package io.jobwire.stream;

import io.jobwire.model.EventType;
import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.JobView;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.Position;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One event on its way: its bytes, which nobody parses, and where it stands. It is put into each
 * form of the wire once, whoever needs it first, on whichever loop.
 */
public final class Frame {
  private static final Map<String, JobState> ENDS =
      Map.of(
          EventType.JOB_COMPLETED.word(), JobState.COMPLETED,
          EventType.JOB_FAILED.word(), JobState.FAILED,
          EventType.JOB_CANCELLED.word(), JobState.CANCELLED);
  private static final String ID = "{\"id\":\"";
  private static final String CONTROL = "{\"control\":true,";
  private static final String TYPE = "\"type\":\"";

  private final Position position;
  private final String previous;
  private final byte[] json;
  private final String resumesAt;
  private final AtomicReferenceArray<byte[]> wires =
      new AtomicReferenceArray<>(Wire.values().length);
  private String type;
  private long heardNanos;

  private Frame(Position position, String previous, byte[] json, String resumesAt, String type) {
    this.position = position;
    this.previous = previous;
    this.json = json;
    this.resumesAt = resumesAt;
    this.type = type;
  }

  /** As the log holds it: its envelope begins with its position. */
  static Frame ofLog(JsonText event) {
    String text = event.text();
    String id = text.substring(ID.length(), text.indexOf('"', ID.length()));
    Position at = Position.parse(id).orElseThrow();
    return new Frame(at, null, text.getBytes(StandardCharsets.UTF_8), id, typeOf(text));
  }

  /** As it was announced: after the event that was written at {@code previous}. */
  static Frame announced(Position position, String previous, byte[] json) {
    return new Frame(position, previous, json, position.toString(), null);
  }

  /** This node heard of it just now. */
  Frame heardNow() {
    heardNanos = System.nanoTime();
    return this;
  }

  /** By this machine's own clock; 0 for what was read or made here. */
  long heardNanos() {
    return heardNanos;
  }

  /** A notice of another stream's event: it has no place in this one. */
  static Frame notice(byte[] json) {
    return new Frame(null, null, json, null, null);
  }

  /** Something between the server and one subscriber, neither numbered nor stored. */
  public static Frame control(EventType type, Json.Content data) {
    return control(type, null, data);
  }

  /** A control event that a viewer may come back to: {@code resumesAt} is where he stands then. */
  public static Frame control(EventType type, String resumesAt, Json.Content data) {
    return control(type, resumesAt, Json.object(data));
  }

  private static Frame control(EventType type, String resumesAt, JsonText data) {
    String json = CONTROL + "\"type\":\"" + type.word() + "\",\"data\":" + data + "}";
    return new Frame(null, null, json.getBytes(StandardCharsets.UTF_8), resumesAt, type.word());
  }

  /** A job as it stands, before its output. */
  static Frame snapshot(JobView view) {
    return control(EventType.STREAM_SNAPSHOT, null, view.json());
  }

  /** A part of a snapshot's output; with the last one its viewer stands at {@code end}. */
  static Frame output(long offset, String text, Position end) {
    return control(
        EventType.STREAM_OUTPUT,
        end == null ? null : end.toString(),
        out -> {
          out.writeNumberField("offset", offset);
          out.writeStringField("text", text);
          out.writeBooleanField("last", end != null);
        });
  }

  static Frame end(JobState state, Position at) {
    return control(
        EventType.STREAM_END, at.toString(), out -> out.writeStringField("state", state.word()));
  }

  /** Nothing numbered is missing; what is not numbered may be. */
  static Frame reopening(long seq, String at) {
    return control(
        EventType.STREAM_OPEN,
        out -> {
          out.writeNumberField("top", seq);
          out.writeNumberField("first", Math.min(seq, 1));
          out.writeStringField("position", at);
          out.writeStringField("mode", "complete");
        });
  }

  /** The same for who follows many in one: a control event says which job it is about. */
  public Frame about(JobId job) {
    if (position != null) {
      return this;
    }
    String text = new String(json, StandardCharsets.UTF_8);
    String told = CONTROL + "\"jobId\":\"" + job + "\"," + text.substring(CONTROL.length());
    return new Frame(null, null, told.getBytes(StandardCharsets.UTF_8), resumesAt, type());
  }

  boolean isNotice() {
    return position == null && resumesAt == null;
  }

  /** What follows it when it is the last there is: the stream's end, where it is one. */
  Optional<Frame> end() {
    if (position == null || !isOfJob()) {
      return Optional.empty();
    }
    return Optional.ofNullable(ENDS.get(type())).map(state -> end(state, position));
  }

  /** Null where it is no numbered event of its stream. */
  public Position position() {
    return position;
  }

  /** The instant of the event before it, where the announcement named it; else null. */
  String previous() {
    return previous;
  }

  public byte[] json() {
    return json;
  }

  /** Where a viewer stands who has got this; null where it moves nobody. */
  public String resumesAt() {
    return resumesAt;
  }

  public boolean is(EventType other) {
    return type().equals(other.word());
  }

  public String type() {
    if (type == null) {
      int from = typeStart();
      int end = from;
      while (json[end] != '"') {
        end++;
      }
      type = new String(json, from, end - from, StandardCharsets.ISO_8859_1);
    }
    return type;
  }

  /** The envelope is ours: id, seq, at and type come first, in this order, without escapes. */
  private int typeStart() {
    for (int from = ID.length(); ; from++) {
      if (json[from] == ',' && json[from + 2] == 't') {
        return from + 1 + TYPE.length();
      }
    }
  }

  /** Of a job itself, and not of what happens in it: a look at its first letters. */
  private boolean isOfJob() {
    int from = type == null ? typeStart() : 0;
    return type == null ? json[from] == 'j' : type.startsWith("job:");
  }

  /** In the form of this wire; the address is that of its stream, which never changes. */
  public byte[] on(Wire wire, String address) {
    byte[] bytes = wires.get(wire.ordinal());
    if (bytes == null) {
      bytes = wire.wrap(this, address);
      wires.set(wire.ordinal(), bytes);
    }
    return bytes;
  }

  /** The envelope is ours: id, seq, at and type come first, in this order, without escapes. */
  private static String typeOf(String envelope) {
    int from = envelope.indexOf(TYPE) + TYPE.length();
    return envelope.substring(from, envelope.indexOf('"', from));
  }

  @Override
  public String toString() {
    return Optional.ofNullable(position).map(Position::toString).orElse(type());
  }
}
