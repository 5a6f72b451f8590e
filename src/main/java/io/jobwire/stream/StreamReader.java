package io.jobwire.stream;

import io.jobwire.model.JobId;
import io.jobwire.model.Page;
import io.jobwire.model.Position;
import io.jobwire.ops.StreamMeters;
import io.jobwire.redis.Ids;
import io.jobwire.redis.JobStore;
import io.jobwire.redis.Keys;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;

/**
 * Reads a job's stream from a position, page by page, and waits at its end for more. Listens before
 * it looks, so that nothing is said in between. Belongs to one event loop.
 */
public final class StreamReader {
  private static final int MOST_BYTES = 256 << 10;

  private final Vertx vertx;
  private final JobStore store;
  private final Keys keys;
  private final Ear ear;
  private final StreamMeters meters;

  StreamReader(Vertx vertx, JobStore store, Keys keys, Ear ear, StreamMeters meters) {
    this.vertx = vertx;
    this.store = store;
    this.keys = keys;
    this.ear = ear;
    this.meters = meters;
  }

  /**
   * What a caller wants to read; {@code after} is a position as it was given, null for the
   * beginning.
   */
  public record Request(
      JobId id, String owner, String after, boolean snapshot, int limit, long waitMs) {}

  public Future<EventsPage> read(Request request) {
    return page(request)
        .compose(
            found ->
                found.isNews() || request.waitMs == 0
                    ? Future.succeededFuture(found)
                    : await(request))
        .onSuccess(found -> meters.told(found.mode(), found.reason()));
  }

  private Future<EventsPage> await(Request request) {
    Ring ring = new Ring(ear, keys.channel(request.id));
    Promise<Void> late = Promise.promise();
    long timer = vertx.setTimer(request.waitMs, time -> late.complete());
    return Future.any(ring.isArmed(), late.future())
        .compose(armed -> untilNews(request, ring, late))
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              ring.close();
            });
  }

  /** A ring says only that it is worth looking: what was announced may be old to this reader. */
  private Future<EventsPage> untilNews(Request request, Ring ring, Promise<Void> late) {
    Future<Void> rung = ring.next();
    return page(request)
        .compose(
            found ->
                found.isNews() || late.future().isComplete()
                    ? Future.succeededFuture(found)
                    : Future.any(rung, late.future())
                        .compose(woken -> untilNews(request, ring, late)));
  }

  private Future<EventsPage> page(Request request) {
    Optional<Position> position =
        position(request.after).filter(at -> Ids.mayBelong(at.epoch(), request.id));
    boolean invalid = request.after != null && position.isEmpty() && !isBeginning(request.after);
    return store
        .page(
            request.id,
            request.owner,
            position.orElse(null),
            request.snapshot || invalid,
            request.limit,
            MOST_BYTES)
        .map(page -> shaped(request, position, invalid, page));
  }

  private static EventsPage shaped(
      Request request, Optional<Position> position, boolean invalid, Page page) {
    String reason = page.reason();
    if (invalid && !request.snapshot) {
      reason = "position-invalid";
    } else if (position.isEmpty() && !invalid && !request.snapshot) {
      reason = "first";
    }
    return new EventsPage(position.orElse(null), reason, page);
  }

  private static Optional<Position> position(String after) {
    return after == null ? Optional.empty() : Position.parse(after);
  }

  private static boolean isBeginning(String after) {
    return after.equals("0");
  }
}
