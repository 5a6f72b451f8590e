package io.jobwire.handlers;

import io.jobwire.worker.JobContext;
import io.jobwire.worker.JobFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * {@code load.stream}: chunk i is {@code i:}, padded with {@code x}, and a space; checkpoints,
 * errors and a halt where the input says. The output is the same whatever happens on the way.
 */
final class LoadStream {
  private static final int MOST_CHUNKS = 10_000_000;

  /** So many writes may be unanswered before the next one waits. */
  private static final int WINDOW = 200;

  private final Pause pause;
  private final JobContext job;
  private final LoadInput input;
  private final int chunks;
  private final int bytes;
  private final int everyMs;
  private final int checkpointEvery;
  private final boolean asEvent;

  LoadStream(Vertx vertx, JobContext job) {
    pause = new Pause(vertx, job.cancelled());
    this.job = job;
    input = new LoadInput(job.input());
    chunks = input.demanded("chunks", MOST_CHUNKS);
    bytes = input.number("bytes", 0, 65_000);
    everyMs = input.number("everyMs", 0, 3_600_000);
    checkpointEvery = input.number("checkpointEvery", 0, MOST_CHUNKS);
    asEvent = input.asEvent();
  }

  Future<JsonObject> run() {
    return from(job.checkpoint() instanceof Integer next ? next : 0)
        .map(done -> new JsonObject().put("chunks", chunks));
  }

  /** A window of chunks is written without waiting, then its last one is waited for. */
  private Future<Void> from(int start) {
    if (start >= chunks) {
      return Future.succeededFuture();
    }
    int end = everyMs > 0 ? start + 1 : Math.min(chunks, start + WINDOW);
    Future<Void> last = Future.succeededFuture();
    for (int i = start; i < end; i++) {
      failIfAsked(i);
      last = write(i);
      if (checkpointEvery > 0 && (i + 1) % checkpointEvery == 0) {
        last = job.saveCheckpoint(i + 1);
      }
    }
    return last.compose(written -> pause.millis(everyMs)).compose(waited -> from(end));
  }

  private void failIfAsked(int chunk) {
    if (input.has("haltAt")
        && chunk == input.number("haltAt", 0, MOST_CHUNKS)
        && job.attempt() == 1) {
      Runtime.getRuntime().halt(137);
    }
    if (input.has("failAt")
        && chunk == input.number("failAt", 0, MOST_CHUNKS)
        && job.attempt() <= input.number("failAttempts", 1, 1_000)) {
      throw JobFailure.retryable("load_failed", "Failed at chunk " + chunk + ", as asked.");
    }
  }

  private Future<Void> write(int chunk) {
    String text = text(chunk);
    return asEvent ? job.event("x:load:v1", new JsonObject().put("text", text)) : job.chunk(text);
  }

  private String text(int chunk) {
    StringBuilder text = new StringBuilder(bytes + 16).append(chunk).append(':');
    while (text.length() < bytes) {
      text.append('x');
    }
    return text.append(' ').toString();
  }
}
