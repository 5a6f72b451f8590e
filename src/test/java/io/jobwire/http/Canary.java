package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.bridge.BridgeClient;
import io.jobwire.http.sse.EventSource;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * Somebody who just uses the service while others attack it, and must not notice anything: creates
 * jobs over REST and follows each to its end, and watches one live job over the bridge and over
 * server-sent events, each of whose events must come once, in order and soon.
 */
public final class Canary implements AutoCloseable {
  private static final long MOST_LATE_MS = 5_000;
  private static final JsonObject WORK =
      new JsonObject().put("chunks", 5).put("everyMs", 10).put("checkpointEvery", 2);
  private static final JsonObject LIVE =
      new JsonObject().put("chunks", 1_000_000).put("everyMs", 50).put("as", "event");
  private static final String OUTPUT = "0: 1: 2: 3: 4: ";

  /** Nothing else may be said to who did nothing. */
  private static final Set<String> QUIET =
      Set.of("stream:open:v1", "stream:live:v1", "stream:end:v1");

  private final Service service;
  private final Client owner;
  private final String live;
  private final BridgeClient viewer;
  private final EventSource reader;
  private final AtomicBoolean enough = new AtomicBoolean();
  private final CompletableFuture<List<String>> songs;
  private final CompletableFuture<List<JsonObject>> read;

  private Canary(Service service) {
    this.service = service;
    owner = service.as("canary");
    live = owner.created("load.stream", LIVE);
    viewer = BridgeClient.as(owner.token(), service.port());
    viewer.register(address());
    reader = EventSource.open(owner, "/api/jobs/" + live + "/events").is(200);
    songs = onItsOwn("canary", this::sing);
    read = onItsOwn("canary's reader", this::readOn);
  }

  public static Canary in(Service service) {
    return new Canary(service);
  }

  private static <T> CompletableFuture<T> onItsOwn(String name, Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread thread = new Thread(() -> complete(done, work), name);
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private static <T> void complete(CompletableFuture<T> done, Callable<T> work) {
    try {
      done.complete(work.call());
    } catch (Throwable noticed) {
      done.completeExceptionally(noticed);
    }
  }

  private String address() {
    return "job." + live;
  }

  /** As somebody else each time: what one user may create is not the canary's to find out. */
  private List<String> sing() {
    List<String> done = new ArrayList<>();
    while (!enough.get() || done.isEmpty()) {
      done.add(oneJob(service.as("canary-" + done.size())));
    }
    return done;
  }

  private static String oneJob(Client client) {
    String id = client.created("load.stream", WORK);
    List<String> types = Client.types(client.toTheEnd(id));
    assertThat(types)
        .containsExactly(
            "job:created:v1",
            "job:running:v1",
            "model:chunk:v1",
            "model:chunk:v1",
            "job:checkpoint:v1",
            "model:chunk:v1",
            "model:chunk:v1",
            "job:checkpoint:v1",
            "model:chunk:v1",
            "job:completed:v1");
    JsonObject whole = client.whole(id);
    assertThat(whole.getString("output")).isEqualTo(OUTPUT);
    assertThat(whole.getInteger("attempt")).isEqualTo(1);
    return id;
  }

  private List<JsonObject> readOn() {
    reader.await(Canary::isTheEnd);
    return reader.numbered().stream().map(EventSource.Event::json).toList();
  }

  private static boolean isTheEnd(EventSource.Event event) {
    if (event.isNumbered()) {
      long late = System.currentTimeMillis() - event.json().getLong("at");
      assertThat(late).as("late by server-sent events: %s", event).isLessThan(MOST_LATE_MS);
    } else {
      assertThat(event.type()).isIn(QUIET);
    }
    return event.type().equals("stream:end:v1");
  }

  /** Ends, and says whether anything was noticed. */
  @Override
  public void close() {
    enough.set(true);
    assertThat(Client.join(songs)).isNotEmpty().doesNotHaveDuplicates();
    owner.cancel(live).is(200);
    viewer.event(address(), "stream:end:v1");
    List<JsonObject> watched = viewer.numbered(address());
    assertThat(watched.stream().map(event -> event.getInteger("seq")).toList())
        .isEqualTo(IntStream.rangeClosed(1, watched.size()).boxed().toList());
    assertThat(Client.types(watched)).last().isEqualTo("job:cancelled:v1");
    assertThat(owner.view(live).getInteger("seq")).isEqualTo(watched.size());
    assertThat(Client.join(read)).isEqualTo(watched);
    assertThat(viewer.mostLateMs()).as("late over the bridge").isLessThan(MOST_LATE_MS);
    viewer.all().forEach(this::assertQuiet);
    viewer.close();
    reader.close();
  }

  private void assertQuiet(JsonObject frame) {
    assertThat(frame.getString("type")).as("told: %s", frame).isEqualTo("rec");
    assertThat(frame.getString("address")).isEqualTo(address());
    JsonObject body = frame.getJsonObject("body");
    assertThat(body.containsKey("seq") || QUIET.contains(body.getString("type")))
        .as("told: %s", frame)
        .isTrue();
  }
}
