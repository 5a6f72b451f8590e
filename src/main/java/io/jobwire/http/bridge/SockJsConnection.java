package io.jobwire.http.bridge;

import io.jobwire.stream.Wire;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A SockJS session. Over a WebSocket its frames go straight to the channel; over the fallbacks the
 * library holds them until the client comes for them, and what it has not got yet is counted.
 */
final class SockJsConnection implements Socket {
  private static final long GOODBYE_MS = 900;

  private final Vertx vertx;
  private final SockJSSocket socket;
  private final ChannelOutlet outlet;
  private final int most;
  private long held;
  private boolean closed;
  private Session session;

  SockJsConnection(Vertx vertx, SockJSSocket socket, int most) {
    this.vertx = vertx;
    this.socket = socket;
    this.most = most;
    outlet =
        isWebSocket(socket)
            ? ChannelOutlet.of(socket.routingContext().request(), () -> session.tooSlow())
            : null;
  }

  private static boolean isWebSocket(SockJSSocket socket) {
    return socket.routingContext().request().path().endsWith("/websocket");
  }

  void serve(Session opened) {
    session = opened;
    socket.handler(
        message -> {
          if (message.length() > most) {
            session.close(Closing.TOO_LARGE);
          } else {
            session.receive(message.getBytes());
          }
        });
    socket.exceptionHandler(
        failure -> {
          session.broken(failure);
          end();
        });
    socket.closeHandler(gone -> session.gone());
    session.open();
  }

  @Override
  public Wire wire() {
    return outlet == null ? Wire.TEXT : Wire.SOCKJS;
  }

  /** SockJS knows one close code only; the error frame before it has told the reason. */
  @Override
  public void close(Closing why) {
    if (!closed) {
      closed = true;
      flush();
      socket.close();
      vertx.setTimer(GOODBYE_MS, late -> end());
    }
  }

  private void end() {
    if (outlet != null) {
      outlet.end();
    }
  }

  @Override
  public void pause() {
    socket.pause();
  }

  @Override
  public void resume() {
    if (!closed) {
      socket.resume();
    }
  }

  @Override
  public List<String> authorization() {
    return socket.routingContext().request().headers().getAll("Authorization");
  }

  @Override
  public List<String> accessToken() {
    return socket.routingContext().queryParam("access_token");
  }

  /** Over a fallback each call is one message. */
  @Override
  public void write(ByteBuf bytes) {
    if (closed) {
      bytes.release();
    } else if (outlet != null) {
      outlet.write(bytes);
    } else {
      int length = bytes.readableBytes();
      held += length;
      String text = bytes.toString(StandardCharsets.UTF_8);
      bytes.release();
      socket.write(text).onComplete(taken -> held -= length);
    }
  }

  @Override
  public void flush() {
    if (outlet != null) {
      outlet.flush();
    }
  }

  @Override
  public long unfinished() {
    return outlet == null ? held : outlet.unfinished();
  }

  @Override
  public void tooSlow() {
    session.tooSlow();
  }
}
