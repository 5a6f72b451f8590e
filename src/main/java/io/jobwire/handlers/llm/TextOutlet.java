package io.jobwire.handlers.llm;

import io.jobwire.worker.JobContext;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;

/**
 * A model's text on its way into the job's stream: a piece goes out at once; those that come while
 * a chunk is being written go out together in the next. Saves how far it has come now and then,
 * where another attempt could go on from there. Belongs to one event loop.
 */
public final class TextOutlet {
  private static final int SAVE_EVERY_CHUNKS = 64;
  private static final long SAVE_EVERY_NANOS = 2_000_000_000L;

  private final JobContext job;
  private final Room room;
  private final StringBuilder waiting = new StringBuilder();
  private final StringBuilder written;

  /** Makes a checkpoint of the text so far; null where none is wanted. */
  private final Function<String, Object> checkpoint;

  /** Who waits until the pieces have gone. */
  private Promise<Void> emptied = Promise.promise();

  private boolean writing;
  private boolean finishing;
  private boolean leaving;
  private int chunksSince;
  private long saved = System.nanoTime();

  /**
   * {@code begun} is what the output holds already; {@code checkpoint} may be null. A text that is
   * too long for a checkpoint is not saved any more: what was saved before stays.
   */
  public TextOutlet(JobContext job, Room room, String begun, Function<String, Object> checkpoint) {
    this.job = job;
    this.room = room;
    this.checkpoint = checkpoint;
    written = new StringBuilder(begun);
    if (checkpoint != null) {
      job.draining().onSuccess(going -> leave());
    }
  }

  /** Done when more may come; fails when the attempt is over. */
  public Future<Void> add(String text) {
    waiting.append(text);
    if (!writing) {
      next();
    }
    return writing && waiting.length() >= room.chunkUnits()
        ? emptied.future()
        : Future.succeededFuture();
  }

  /** Done when all of it is written, half a character too. */
  public Future<Void> finish() {
    finishing = true;
    if (!writing) {
      next();
    }
    return writing ? emptied.future() : Future.succeededFuture();
  }

  /** All that was handed over, with what the output held before. */
  public String text() {
    return written.toString() + waiting;
  }

  /** Each write starts the next by itself: a chain of futures would grow with the answer. */
  private void next() {
    String chunk = cut();
    if (chunk.isEmpty()) {
      return;
    }
    writing = true;
    written.append(chunk);
    chunksSince++;
    Future<Void> told = job.chunk(chunk);
    (isTimeToSave() ? save(told) : told).onComplete(this::landed);
  }

  private void landed(AsyncResult<Void> result) {
    writing = false;
    if (result.succeeded()) {
      next();
    }
    if (result.failed()) {
      settle().fail(result.cause());
    } else if (!writing) {
      settle().complete();
    }
  }

  private Promise<Void> settle() {
    Promise<Void> settled = emptied;
    emptied = Promise.promise();
    return settled;
  }

  /** As much as an event takes; the first half of a character waits for its other half. */
  private String cut() {
    int end = Math.min(waiting.length(), room.chunkUnits());
    boolean half = end > 0 && Character.isHighSurrogate(waiting.charAt(end - 1));
    if (half && !(finishing && end == waiting.length())) {
      end--;
    }
    String chunk = waiting.substring(0, end);
    waiting.delete(0, end);
    return chunk;
  }

  private boolean isTimeToSave() {
    return checkpoint != null
        && (chunksSince >= SAVE_EVERY_CHUNKS || System.nanoTime() - saved >= SAVE_EVERY_NANOS);
  }

  private Future<Void> save(Future<Void> otherwise) {
    chunksSince = 0;
    saved = System.nanoTime();
    Object state = checkpoint.apply(written.toString());
    return room.takesCheckpoint(state) ? job.saveCheckpoint(state) : otherwise;
  }

  /** This process is about to go: who takes over should not have to begin where we did. */
  private void leave() {
    if (!leaving && chunksSince > 0 && !finishing) {
      leaving = true;
      // When it fails the attempt is over, which the next piece finds out.
      save(Future.succeededFuture());
    }
  }
}
