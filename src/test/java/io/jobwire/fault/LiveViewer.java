package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobwire.model.Fold;
import io.jobwire.testing.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Follows one job over any transport, goes and comes back wherever he is told to, and holds whoever
 * serves him to the promise: each event once and in order, or a declared reset. Keeps all he got
 * since the last reset.
 */
final class LiveViewer implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ScheduledExecutorService LATER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "live-viewers");
            thread.setDaemon(true);
            return thread;
          });
  private static final long AGAIN_MS = 50;

  /** How he is connected. */
  enum Transport {
    BRIDGE,
    SSE,
    LONG_POLL
  }

  private final String job;
  private final List<JsonObject> events = new ArrayList<>();
  private final List<String> resets = new ArrayList<>();
  private final StringBuilder output = new StringBuilder();
  private Supplier<Service> where;
  private Transport how;
  private Line line;
  private JsonObject snapshot;
  private String position;
  private long seq;
  private boolean opened;
  private boolean ended;
  private boolean reads = true;
  private boolean closed;
  private int losses;
  private String fault;

  LiveViewer(String job) {
    this.job = job;
  }

  static LiveViewer on(Service service, String job) {
    return new LiveViewer(job).connect(Transport.BRIDGE, () -> service);
  }

  /** From here on; a connection there was is gone. */
  synchronized LiveViewer connect(Transport transport, Supplier<Service> service) {
    how = transport;
    where = service;
    drop();
    if (!closed) {
      open();
    }
    return this;
  }

  private void open() {
    opened = false;
    line =
        switch (how) {
          case BRIDGE -> new Bridge();
          case SSE -> new ServerSent();
          case LONG_POLL -> new LongPoll();
        };
    line.open(where.get());
  }

  synchronized void drop() {
    if (line != null) {
      Line old = line;
      line = null;
      old.end();
    }
  }

  /** The connection stays, and nothing is read from it. */
  synchronized void stopReading() {
    reads = false;
  }

  synchronized void readAgain() {
    reads = true;
    if (line instanceof Bridge bridge) {
      bridge.more();
    }
  }

  // what came

  synchronized List<JsonObject> events() {
    return List.copyOf(events);
  }

  synchronized List<String> resets() {
    return List.copyOf(resets);
  }

  synchronized long seq() {
    return seq;
  }

  synchronized boolean isEnded() {
    failIfWrong();
    return ended;
  }

  /** How often a connection went that he had not given up himself. */
  synchronized int losses() {
    return losses;
  }

  synchronized boolean isOpened() {
    return opened;
  }

  void failIfWrong() {
    assertThat(fault).as("viewer of %s, now at %d", job, seq).isNull();
  }

  void awaits(String what, BooleanSupplier condition) {
    try {
      Eventually.holds(
          what,
          () -> {
            failIfWrong();
            return condition.getAsBoolean();
          });
    } catch (AssertionError failed) {
      throw new AssertionError(failed.getMessage() + ", " + this, failed);
    }
  }

  /** Everything that comes out of what he got. */
  synchronized ObjectNode view() {
    Fold fold = new Fold();
    if (snapshot != null) {
      JsonObject whole = snapshot.copy().put("output", output.toString());
      fold = Fold.from(Fold.parse(whole.encode()));
    }
    for (JsonObject event : events) {
      fold.after(Fold.parse(event.encode()));
    }
    return fold.view();
  }

  @Override
  public synchronized String toString() {
    return "viewer of %s by %s at %d, opened %s, ended %s, resets %s, losses %d"
        .formatted(job, how, seq, opened, ended, resets, losses);
  }

  private synchronized void take(Line from, JsonObject event) {
    if (from != line || fault != null) {
      return;
    }
    String type = event.getString("type");
    JsonObject data = event.getJsonObject("data");
    if (!event.getBoolean("control", false)) {
      number(event);
      return;
    }
    switch (type) {
      case "stream:open:v1" -> open(data);
      case "stream:snapshot:v1" -> snapshot(data);
      case "stream:output:v1" -> output(data);
      case "stream:end:v1" -> ended = true;
      default -> {
        // heartbeats and the like
      }
    }
  }

  private void number(JsonObject event) {
    if (!opened) {
      fault = "an event before the opening: " + event;
    } else if (event.getLong("seq") != seq + 1) {
      fault = "after " + seq + " came " + event;
    }
    ended = false;
    seq = event.getLong("seq");
    position = event.getString("id");
    events.add(event);
  }

  private void open(JsonObject data) {
    opened = true;
    if (!data.getString("mode").equals("complete")) {
      reset(data.getString("reason"));
    }
  }

  private void reset(String reason) {
    resets.add(reason);
    events.clear();
    ended = false;
  }

  private void snapshot(JsonObject data) {
    snapshot = data;
    output.setLength(0);
  }

  private void output(JsonObject data) {
    if (data.getInteger("offset") != output.length()) {
      fault = "a part of the output at the wrong place: " + data.getInteger("offset");
    }
    output.append(data.getString("text"));
    if (data.getBoolean("last")) {
      seq = snapshot.getLong("seq");
      position = snapshot.getString("position");
    }
  }

  private synchronized void takePage(Line from, JsonObject page) {
    if (from != line || fault != null) {
      return;
    }
    opened = true;
    if (page.getString("mode").equals("snapshot")) {
      reset(page.getString("reason"));
      snapshot = page.getJsonObject("snapshot").copy();
      output.setLength(0);
      output.append(snapshot.remove("output"));
      seq = snapshot.getLong("seq");
      position = snapshot.getString("position");
    }
    JsonArray all = page.getJsonArray("events");
    for (int i = 0; i < all.size(); i++) {
      number(all.getJsonObject(i));
    }
    ended = page.getBoolean("ended");
  }

  /** A connection broke, or was refused for now: he comes back by himself. */
  private synchronized void lost(Line from, boolean mine) {
    if (from == line && !closed) {
      losses += mine ? 0 : 1;
      line = null;
      LATER.schedule(this::again, AGAIN_MS, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void again() {
    if (line == null && !closed) {
      open();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    drop();
  }

  /** One connection. */
  private abstract static class Line {
    abstract void open(Service service);

    abstract void end();
  }

  private String path() {
    return "/api/jobs/" + job + "/events";
  }

  private static HttpRequest.Builder request(Service service, String path) {
    return HttpRequest.newBuilder(URI.create(service.address() + path))
        .header("Authorization", "Bearer " + service.token());
  }

  private final class Bridge extends Line implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();
    private CompletableFuture<WebSocket> socket;
    private boolean asked;

    @Override
    void open(Service service) {
      JsonObject headers = new JsonObject();
      if (position != null) {
        headers.put("after", position);
      }
      String register =
          new JsonObject()
              .put("type", "register")
              .put("address", "job." + job)
              .put("headers", headers)
              .encode();
      socket =
          HTTP.newWebSocketBuilder()
              .header("Authorization", "Bearer " + service.token())
              .connectTimeout(Duration.ofSeconds(5))
              .buildAsync(
                  URI.create(service.address().replace("http", "ws") + "/eventbus/websocket"),
                  this);
      socket.thenCompose(open -> open.sendText(register, true)).whenComplete(this::connected);
    }

    private void connected(WebSocket open, Throwable failure) {
      if (failure != null) {
        lost(this, false);
      }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        take(new JsonObject(text.toString()));
        text.setLength(0);
      }
      synchronized (LiveViewer.this) {
        asked = reads;
      }
      if (asked) {
        from.request(1);
      }
      return null;
    }

    void more() {
      if (!asked) {
        asked = true;
        socket.thenAccept(open -> open.request(1));
      }
    }

    private void take(JsonObject frame) {
      if (frame.getString("type").equals("rec")) {
        LiveViewer.this.take(this, frame.getJsonObject("body"));
      } else if (frame.getInteger("failureCode", 0) == 503) {
        end();
        lost(this, true);
      } else {
        LiveViewer.this.wrong("refused: " + frame);
      }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      lost(this, false);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      lost(this, false);
    }

    @Override
    void end() {
      socket.thenAccept(WebSocket::abort);
    }
  }

  private synchronized void wrong(String what) {
    fault = fault == null ? what : fault;
  }

  private final class ServerSent extends Line implements Flow.Subscriber<String> {
    private volatile Flow.Subscription subscription;
    private volatile boolean over;

    @Override
    void open(Service service) {
      HttpRequest.Builder request = request(service, path()).header("Accept", "text/event-stream");
      if (position != null) {
        request.header("Last-Event-ID", position);
      }
      HTTP.sendAsync(request.build(), BodyHandlers.fromLineSubscriber(this))
          .whenComplete(this::answered);
    }

    private void answered(HttpResponse<Void> response, Throwable failure) {
      if (failure == null && response.statusCode() == 204) {
        nothingMore();
      } else if (failure == null && response.statusCode() != 200 && response.statusCode() != 503) {
        wrong("status " + response.statusCode());
      } else if (!over) {
        lost(this, failure == null && (isEnded() || response.statusCode() == 503));
      }
    }

    private void nothingMore() {
      synchronized (LiveViewer.this) {
        if (line == this) {
          ended = true;
        }
      }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
      if (over) {
        given.cancel();
      }
    }

    @Override
    public void onNext(String text) {
      if (text.startsWith("data: ") && !over) {
        take(this, new JsonObject(text.substring("data: ".length())));
      }
    }

    @Override
    public void onError(Throwable failure) {
      // told by the answer
    }

    @Override
    public void onComplete() {
      // told by the answer
    }

    @Override
    void end() {
      over = true;
      if (subscription != null) {
        subscription.cancel();
      }
    }
  }

  private final class LongPoll extends Line {
    private volatile boolean over;

    @Override
    void open(Service service) {
      ask(service);
    }

    private void ask(Service service) {
      String after = position == null ? "0" : position;
      HTTP.sendAsync(
              request(service, path() + "?limit=7&waitMs=300&after=" + after).build(),
              BodyHandlers.ofString())
          .whenComplete((answer, failure) -> answered(service, answer, failure));
    }

    private void answered(Service service, HttpResponse<String> answer, Throwable failure) {
      if (over) {
        return;
      }
      if (failure != null || answer.statusCode() == 503) {
        lost(this, true);
      } else if (answer.statusCode() != 200) {
        wrong("status " + answer.statusCode() + answer.body());
      } else {
        takePage(this, new JsonObject(answer.body()));
        if (!isEnded()) {
          ask(service);
        }
      }
    }

    @Override
    void end() {
      over = true;
    }
  }
}
