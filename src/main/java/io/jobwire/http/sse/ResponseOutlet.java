package io.jobwire.http.sse;

import io.jobwire.stream.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * The body of one response, written to in one piece a turn; knows how much of it the network has
 * not taken yet, and since when nothing moves.
 */
final class ResponseOutlet implements Outlet {
  private final HttpServerResponse response;
  private ByteBuf turn;
  private long unfinished;
  private long movedAt = System.nanoTime();

  ResponseOutlet(HttpServerResponse response) {
    this.response = response;
  }

  /** Copied: the library does not give back what it is given. */
  @Override
  public void write(ByteBuf bytes) {
    if (turn == null) {
      turn = Unpooled.buffer(bytes.readableBytes());
    }
    unfinished += bytes.readableBytes();
    turn.writeBytes(bytes);
    bytes.release();
  }

  @Override
  public void flush() {
    if (turn == null) {
      return;
    }
    ByteBuf piece = turn;
    turn = null;
    if (response.closed() || response.ended()) {
      return;
    }
    int length = piece.readableBytes();
    if (unfinished == length) {
      movedAt = System.nanoTime();
    }
    // A write that fails says that the connection is gone, which tells of itself.
    response.write(BufferInternal.buffer(piece)).onComplete(done -> taken(length));
  }

  private void taken(int length) {
    unfinished -= length;
    movedAt = System.nanoTime();
  }

  @Override
  public long unfinished() {
    return unfinished;
  }

  @Override
  public void tooSlow() {
    response.reset();
  }

  boolean isQuiet(long quietMs) {
    return unfinished == 0 && sinceMovedMs() > quietMs;
  }

  /** Nothing of what waits was taken for so long. */
  boolean isStuck(long patienceMs) {
    return unfinished > 0 && sinceMovedMs() > patienceMs;
  }

  private long sinceMovedMs() {
    return (System.nanoTime() - movedAt) / 1_000_000;
  }
}
