package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Somebody who just uses the service while others attack it: creates jobs, follows each to its end,
 * and must not notice anything.
 */
public final class Canary implements AutoCloseable {
  private static final JsonObject WORK =
      new JsonObject().put("chunks", 5).put("everyMs", 10).put("checkpointEvery", 2);
  private static final String OUTPUT = "0: 1: 2: 3: 4: ";

  private final AtomicBoolean enough = new AtomicBoolean();
  private final CompletableFuture<List<String>> songs = new CompletableFuture<>();
  private final Client client;

  private Canary(Client client) {
    this.client = client;
  }

  public static Canary in(Service service) {
    Canary canary = new Canary(service.as("canary"));
    Thread thread = new Thread(canary::sing, "canary");
    thread.setDaemon(true);
    thread.start();
    return canary;
  }

  private void sing() {
    try {
      List<String> done = new ArrayList<>();
      while (!enough.get() || done.isEmpty()) {
        done.add(oneJob());
      }
      songs.complete(done);
    } catch (Throwable noticed) {
      songs.completeExceptionally(noticed);
    }
  }

  private String oneJob() {
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

  /** Ends, and says whether anything was noticed. */
  @Override
  public void close() {
    enough.set(true);
    List<String> done = Client.join(songs);
    assertThat(done).isNotEmpty().doesNotHaveDuplicates();
  }
}
