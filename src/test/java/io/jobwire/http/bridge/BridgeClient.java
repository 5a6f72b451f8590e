package io.jobwire.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client of the bridge on a raw WebSocket, who keeps everything that comes. */
public final class BridgeClient implements WebSocket.Listener, AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final List<JsonObject> got = new ArrayList<>();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;
  private int closeCode = -1;
  private int looked;
  private int replies;
  private long mostLateMs;

  private BridgeClient(int port, String path, String... headers) {
    WebSocket.Builder builder = HTTP.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    socket =
        builder
            .buildAsync(URI.create("ws://127.0.0.1:" + port + path), this)
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join();
  }

  /** Signed in by the request. */
  public static BridgeClient as(String token, int port) {
    return new BridgeClient(port, "/eventbus/websocket", "Authorization", "Bearer " + token);
  }

  /** At a path of one's choice, with these headers. */
  public static BridgeClient at(int port, String path, String... headers) {
    return new BridgeClient(port, path, headers);
  }

  public BridgeClient register(String address, String... headers) {
    JsonObject given = new JsonObject();
    for (int i = 0; i < headers.length; i += 2) {
      given.put(headers[i], headers[i + 1]);
    }
    return say(
        new JsonObject().put("type", "register").put("address", address).put("headers", given));
  }

  public BridgeClient unregister(String address) {
    return say(new JsonObject().put("type", "unregister").put("address", address));
  }

  public BridgeClient say(JsonObject frame) {
    return say(frame.encode());
  }

  public BridgeClient say(String text) {
    socket.sendText(text, true).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    return this;
  }

  public BridgeClient sayBytes(byte[] bytes) {
    socket
        .sendBinary(ByteBuffer.wrap(bytes), true)
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
    return this;
  }

  /** Sends a command, and gives the frame that answers it. */
  public JsonObject ask(String address, Object body) {
    String reply = "reply-" + ++replies;
    say(
        new JsonObject()
            .put("type", "send")
            .put("address", address)
            .put("replyAddress", reply)
            .put("body", body));
    return first(frame -> reply.equals(frame.getString("address")));
  }

  /** The first that ever came of this kind. */
  public synchronized JsonObject first(Predicate<JsonObject> which) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      for (JsonObject frame : got) {
        if (which.test(frame)) {
          return frame;
        }
      }
      await(deadline);
    }
  }

  /** The next one that was not given yet. */
  public synchronized JsonObject next() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (got.size() <= looked) {
      await(deadline);
    }
    return got.get(looked++);
  }

  public JsonObject event(String address, String type) {
    return first(
        frame ->
            "rec".equals(frame.getString("type"))
                && address.equals(frame.getString("address"))
                && type.equals(frame.getJsonObject("body").getString("type")));
  }

  /** The numbered events on an address, in their order. */
  public synchronized List<JsonObject> numbered(String address) {
    return got.stream()
        .filter(frame -> address.equals(frame.getString("address")))
        .map(frame -> frame.getJsonObject("body"))
        .filter(body -> body != null && body.containsKey("seq") && !body.containsKey("notice"))
        .toList();
  }

  public synchronized List<JsonObject> all() {
    return List.copyOf(got);
  }

  /** The longest that an event has taken from its writing to here. */
  public synchronized long mostLateMs() {
    return mostLateMs;
  }

  /** Waits for the end. */
  public synchronized int closeCode() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (closeCode < 0) {
      await(deadline);
    }
    return closeCode;
  }

  public synchronized boolean isOpen() {
    return closeCode < 0;
  }

  private void await(long deadline) {
    assertThat(System.nanoTime()).as("came: %s, closed: %d", got, closeCode).isLessThan(deadline);
    try {
      TimeUnit.NANOSECONDS.timedWait(this, 100_000_000);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(hurried);
    }
  }

  @Override
  public synchronized CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      JsonObject frame = new JsonObject(partial.toString());
      got.add(frame);
      if (frame.getValue("body") instanceof JsonObject event && event.containsKey("at")) {
        mostLateMs = Math.max(mostLateMs, System.currentTimeMillis() - event.getLong("at"));
      }
      partial.setLength(0);
      notifyAll();
    }
    from.request(1);
    return null;
  }

  @Override
  public synchronized CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closeCode = code;
    notifyAll();
    return null;
  }

  @Override
  public synchronized void onError(WebSocket from, Throwable failure) {
    closeCode = closeCode < 0 ? 1006 : closeCode;
    notifyAll();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
