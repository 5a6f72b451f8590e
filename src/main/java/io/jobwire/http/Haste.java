package io.jobwire.http;

import io.jobwire.ops.Meters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Cuts a connection whose request takes too long to come: a head that does not become whole in its
 * time, and a body that does not either and comes at less than a KiB a second. The idle timeout
 * does not see these, for something comes all the while.
 */
final class Haste {
  /** Where the library takes over in a pipeline. */
  static final String LIBRARY = "handler";

  private static final long LEAST_BYTES_A_SECOND = 1 << 10;
  private static final String TOO_SLOW = "too_slow";

  private final ChannelPipeline pipeline;
  private final long patienceNanos;
  private final Meters meters;
  private Awaited awaited = Awaited.NOTHING;
  private int owed;
  private long since;
  private Future<?> looks;
  private long bytes;

  /** What of a request is under way. */
  private enum Awaited {
    NOTHING,
    HEAD,
    BODY
  }

  private Haste(ChannelPipeline pipeline, long patienceMs, Meters meters) {
    this.pipeline = pipeline;
    this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMs);
    this.meters = meters;
  }

  static void watch(HttpConnection connection, long patienceMs, Meters meters) {
    ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
    new Haste(pipeline, patienceMs, meters).watch(patienceMs);
  }

  private void watch(long patienceMs) {
    long everyMs = Math.max(10, patienceMs / 4);
    pipeline.addBefore(pipeline.context(HttpRequestDecoder.class).name(), null, new Bytes());
    pipeline.addBefore(LIBRARY, null, new Messages());
    looks =
        pipeline
            .channel()
            .eventLoop()
            .scheduleWithFixedDelay(this::look, everyMs, everyMs, TimeUnit.MILLISECONDS);
    pipeline.channel().closeFuture().addListener(closed -> looks.cancel(false));
  }

  /** A socket has no requests any more. */
  private void leave() {
    looks.cancel(false);
    pipeline.remove(Bytes.class);
    pipeline.remove(Messages.class);
  }

  private void look() {
    if (awaited != Awaited.NOTHING && isLate()) {
      awaited = Awaited.NOTHING;
      meters.refused(TOO_SLOW);
      RequestTally.cut(TOO_SLOW);
      pipeline.channel().close();
    }
  }

  private boolean isLate() {
    long late = System.nanoTime() - since - patienceNanos;
    return late > 0
        && (awaited == Awaited.HEAD
            || bytes < TimeUnit.NANOSECONDS.toSeconds(late) * LEAST_BYTES_A_SECOND + 1);
  }

  private void await(Awaited next) {
    awaited = next;
    since = System.nanoTime();
    bytes = 0;
  }

  /** In front of the decoder: what nobody has made sense of yet. */
  private final class Bytes extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf some) {
        if (awaited == Awaited.NOTHING && owed == 0) {
          await(Awaited.HEAD);
        }
        bytes += some.readableBytes();
      }
      context.fireChannelRead(message);
    }
  }

  /** Behind it: what was made of it, and what is answered. */
  private final class Messages extends ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest) {
        owed++;
        await(Awaited.BODY);
      }
      if (message instanceof LastHttpContent) {
        awaited = Awaited.NOTHING;
      }
      context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise told) {
      if (Unreadable.isTheEnd(message)) {
        owed = Math.max(0, owed - 1);
      }
      context.write(message, told);
      if (Unreadable.isAnotherProtocol(message)) {
        leave();
      }
    }
  }
}
