package io.jobwire.http.bridge;

import io.jobwire.stream.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.VoidChannelPromise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Writes bytes that are WebSocket frames already straight to the channel, past the library's own
 * queue: all that goes to a socket goes this way, so that nothing overtakes anything.
 */
final class ChannelOutlet implements Outlet {
  /** The handler that the library itself writes from, once the connection is a WebSocket. */
  private static final String LIBRARY = "handler";

  private final ChannelHandlerContext context;
  private final VoidChannelPromise unheard;
  private final Runnable onTooSlow;

  /**
   * After the upgrade; web's own wrapper of the socket hides its channel, the connection does not.
   */
  static ChannelOutlet of(HttpServerRequest request, Runnable onTooSlow) {
    Channel channel = ((ConnectionBase) request.connection()).channel();
    return new ChannelOutlet(channel.pipeline().context(LIBRARY), onTooSlow);
  }

  private ChannelOutlet(ChannelHandlerContext context, Runnable onTooSlow) {
    this.context = context;
    // Not the channel's own void promise, which closes the channel when a write fails.
    this.unheard = new VoidChannelPromise(context.channel(), false);
    this.onTooSlow = onTooSlow;
  }

  @Override
  public void write(ByteBuf bytes) {
    context.write(bytes, unheard);
  }

  @Override
  public void flush() {
    context.flush();
  }

  @Override
  public long unfinished() {
    ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  @Override
  public void tooSlow() {
    onTooSlow.run();
  }

  void end() {
    context.channel().close();
  }
}
