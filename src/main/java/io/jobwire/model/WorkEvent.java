package io.jobwire.model;

/**
 * One thing a worker tells: an event's type and payload, and what it changes in the job. {@code
 * detail} is the text of a chunk, the name of a task or the numbers of a model's call; {@code
 * units} the text's UTF-16 length.
 */
public record WorkEvent(String type, JsonText data, String detail, int units) {

  public static WorkEvent of(String type, JsonText data) {
    return new WorkEvent(type, data, "", 0);
  }

  public static WorkEvent task(String task, JsonText data) {
    return new WorkEvent("task:progress:v1", data, task, 0);
  }

  public static WorkEvent chunk(String text, JsonText data) {
    return new WorkEvent("model:chunk:v1", data, text, text.length());
  }

  /** A call of a model that ended; what it counted of it {@code numbers} says for the analytics. */
  public static WorkEvent call(ModelCall numbers, JsonText data) {
    return new WorkEvent("model:complete:v1", data, numbers.words(), 0);
  }

  /** Roughly what it holds in memory and on the wire. */
  public int size() {
    return data.text().length() + detail.length() + 64;
  }
}
