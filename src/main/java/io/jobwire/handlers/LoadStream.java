package io.jobwire.handlers;

import io.jobwire.worker.JobContext;
import io.jobwire.worker.JobFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
  private int first;
  private long began;

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
    first = job.checkpoint() instanceof Integer next ? next : 0;
    began = System.nanoTime();
    Promise<Void> done = Promise.promise();
    from(first, done);
    return done.future().map(written -> new JsonObject().put("chunks", chunks));
  }

  /**
   * A window of chunks is written without waiting, then its last one is waited for. Each step
   * starts the next by itself: a chain of futures would end in as many calls within each other as
   * it has links.
   */
  private void from(int start, Promise<Void> done) {
    if (start >= chunks) {
      done.complete();
      return;
    }
    int end = Math.min(Math.min(chunks, start + WINDOW), Math.max(start + 1, due()));
    write(start, end)
        .compose(written -> pause.millis(untilDue(end)))
        .onSuccess(waited -> from(end, done))
        .onFailure(done::fail);
  }

  private Future<Void> write(int start, int end) {
    Future<Void> last = Future.succeededFuture();
    try {
      for (int i = start; i < end; i++) {
        failIfAsked(i);
        last = write(i);
        if (checkpointEvery > 0 && (i + 1) % checkpointEvery == 0) {
          last = job.saveCheckpoint(i + 1);
        }
      }
    } catch (RuntimeException asked) {
      return Future.failedFuture(asked);
    }
    return last;
  }

  /**
   * Which chunk's turn has not come yet: the pace is kept by the clock, however long writes take.
   */
  private int due() {
    return everyMs == 0 ? chunks : (int) Math.min(chunks, first + 1 + sinceBegan() / everyMs);
  }

  private long untilDue(int chunk) {
    return everyMs == 0 ? 0 : (long) (chunk - first) * everyMs - sinceBegan();
  }

  private long sinceBegan() {
    return (System.nanoTime() - began) / 1_000_000;
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
