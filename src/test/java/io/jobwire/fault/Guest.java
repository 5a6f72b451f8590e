package io.jobwire.fault;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * One connection of a user, by bridge or event stream: there once it was answered, until it goes.
 */
final class Guest {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Runnable hangUp;
  private final long askedNanos;
  private final long hereNanos = System.nanoTime();

  private Guest(Runnable hangUp, long askedNanos) {
    this.hangUp = hangUp;
    this.askedNanos = askedNanos;
  }

  /** On the user's own stream, as one of his devices. */
  static Guest onBridge(Service service, String token, String device) {
    long asked = System.nanoTime();
    FirstFrame first = new FirstFrame();
    WebSocket socket = open(service, token, first);
    JsonObject headers = new JsonObject().put("deviceId", device);
    JsonObject register =
        new JsonObject().put("type", "register").put("address", "user").put("headers", headers);
    socket.sendText(register.encode(), true);
    first.came();
    return new Guest(socket::abort, asked);
  }

  /** Who never says who he is. */
  static Guest nameless(Service service) {
    long asked = System.nanoTime();
    FirstFrame first = new FirstFrame();
    WebSocket socket = open(service, null, first);
    socket.sendText("{\"type\":\"ping\",\"id\":1}", true);
    first.came();
    return new Guest(socket::abort, asked);
  }

  static Guest onEventStream(Service service, String token) {
    long asked = System.nanoTime();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.address() + "/api/users/me/events"))
            .header("Authorization", "Bearer " + token)
            .header("Accept", "text/event-stream")
            .build();
    InputStream events =
        HTTP.sendAsync(request, BodyHandlers.ofInputStream())
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join()
            .body();
    return new Guest(() -> close(events), asked);
  }

  /** For so long at least. */
  long stayedMs() {
    return (System.nanoTime() - hereNanos) / 1_000_000;
  }

  /** And at most for so long, when he has gone by now. */
  long mayHaveStayedMs() {
    return (System.nanoTime() - askedNanos) / 1_000_000 + 1;
  }

  void goes() {
    hangUp.run();
  }

  private static WebSocket open(Service service, String token, WebSocket.Listener listener) {
    WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(PATIENCE);
    if (token != null) {
      builder.header("Authorization", "Bearer " + token);
    }
    URI address = URI.create(service.address().replace("http", "ws") + "/eventbus/websocket");
    return builder.buildAsync(address, listener).join();
  }

  private static void close(InputStream events) {
    try {
      events.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static final class FirstFrame implements WebSocket.Listener {
    private final CompletableFuture<Void> came = new CompletableFuture<>();

    void came() {
      came.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      came.complete(null);
      from.request(1);
      return null;
    }
  }
}
