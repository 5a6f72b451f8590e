package io.jobwire.http.bridge;

import io.jobwire.stream.Wire;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import java.util.List;

/**
 * A raw WebSocket: text frames put together within their limit, and the close codes that only this
 * transport has.
 */
final class WebSocketConnection implements Socket {
  /** Who has not answered our close frame by then is cut off. */
  private static final long GOODBYE_MS = 900;

  private final Vertx vertx;
  private final ServerWebSocket socket;
  private final ChannelOutlet outlet;
  private final int most;
  private final List<String> authorization;
  private final List<String> accessToken;
  private Buffer message;
  private boolean closed;
  private Session session;

  WebSocketConnection(Vertx vertx, HttpServerRequest request, ServerWebSocket socket, int most) {
    this.vertx = vertx;
    this.socket = socket;
    this.most = most;
    authorization = request.headers().getAll("Authorization");
    accessToken = request.params().getAll("access_token");
    outlet = ChannelOutlet.of(request, () -> session.tooSlow());
  }

  void serve(Session opened) {
    session = opened;
    socket.frameHandler(this::frame);
    socket.exceptionHandler(broken -> brokenBy(broken));
    socket.closeHandler(gone -> session.gone());
    session.open();
  }

  private void brokenBy(Throwable failure) {
    // The library has closed it, or is about to; what follows is the close handler.
    session.broken(failure);
  }

  private void frame(WebSocketFrame frame) {
    if (closed) {
      return;
    }
    if (frame.isBinary()) {
      session.close(Closing.MALFORMED);
    } else if (frame.type() == WebSocketFrameType.PING || frame.type() == WebSocketFrameType.PONG) {
      session.pinged();
    } else if (frame.isText() || frame.isContinuation()) {
      gather(frame);
    }
  }

  private void gather(WebSocketFrame frame) {
    Buffer part = frame.binaryData();
    int length = part.length() + (message == null ? 0 : message.length());
    if (length > most) {
      session.close(Closing.TOO_LARGE);
      return;
    }
    if (message == null && frame.isFinal()) {
      session.receive(part.getBytes());
      return;
    }
    message = message == null ? Buffer.buffer().appendBuffer(part) : message.appendBuffer(part);
    if (frame.isFinal()) {
      Buffer whole = message;
      message = null;
      session.receive(whole.getBytes());
    } else {
      session.pinged();
    }
  }

  @Override
  public Wire wire() {
    return Wire.WEBSOCKET;
  }

  @Override
  public void close(Closing why) {
    if (!closed) {
      closed = true;
      message = null;
      outlet.flush();
      socket.close((short) why.code(), why.reason());
      vertx.setTimer(GOODBYE_MS, late -> outlet.end());
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
    return authorization;
  }

  @Override
  public List<String> accessToken() {
    return accessToken;
  }

  @Override
  public void write(ByteBuf bytes) {
    if (closed) {
      bytes.release();
    } else {
      outlet.write(bytes);
    }
  }

  @Override
  public void flush() {
    outlet.flush();
  }

  @Override
  public long unfinished() {
    return outlet.unfinished();
  }

  @Override
  public void tooSlow() {
    outlet.tooSlow();
  }
}
