package io.jobwire.handlers.llm;

import io.vertx.core.json.Json;

/** How much fits into one event and into one checkpoint, in bytes of UTF-8. */
public record Room(int eventBytes, int checkpointBytes) {

  /** A control character takes six bytes in JSON; the rest is for what stands around the text. */
  public int chunkUnits() {
    return eventBytes / 8;
  }

  /** Whether this is small enough for a checkpoint. */
  public boolean takesCheckpoint(Object json) {
    return Json.encodeToBuffer(json).length() <= checkpointBytes;
  }
}
