package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Follows one job by position, page after page, and goes on asking while nobody answers; whoever
 * serves may be another process each time.
 */
final class Viewer {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final int AWAY = 503;

  private final String job;
  private final Supplier<Service> service;
  private final List<JsonObject> seen = new ArrayList<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final List<String> resets = new ArrayList<>();
  private String outputBefore = "";
  private String position = "0";

  private Viewer(String job, Supplier<Service> service) {
    this.job = job;
    this.service = service;
  }

  static Viewer of(String job, Supplier<Service> service) {
    Viewer viewer = new Viewer(job, service);
    Thread reader = new Thread(viewer::follow, "viewer");
    reader.setDaemon(true);
    reader.start();
    return viewer;
  }

  static List<JsonObject> readAll(Service service, String job) {
    Viewer viewer = new Viewer(job, () -> service);
    int before;
    do {
      before = viewer.seen.size();
      viewer.turnPage(0);
    } while (viewer.seen.size() > before);
    return viewer.seen;
  }

  /** Waits until so many events of this type were seen. */
  void hasSeen(int count, String type) {
    hasSeen(count, event -> event.getString("type").equals(type));
  }

  synchronized void hasSeen(int count, Predicate<JsonObject> which) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (seen.stream().filter(which).count() < count) {
      if (ended.isDone() || System.nanoTime() > deadline) {
        fail("%s: saw only %s", job, last());
      }
      waitUntil(deadline);
    }
  }

  /** Waits for the job's end. */
  Story story() {
    ended.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    return soFar();
  }

  synchronized Story soFar() {
    return Story.after(outputBefore, seen);
  }

  /** Why it was given a snapshot, each time. */
  synchronized List<String> resets() {
    return List.copyOf(resets);
  }

  private void follow() {
    try {
      while (!turnPage(1_000)) {
        // the next one
      }
      ended.complete(null);
    } catch (RuntimeException | AssertionError broken) {
      ended.completeExceptionally(broken);
    }
    tell();
  }

  /** True when nothing will follow. */
  private boolean turnPage(int waitMs) {
    String path = "/api/jobs/%s/events?limit=500&waitMs=%d&after=%s";
    Answer answer;
    try {
      answer = service.get().get(path.formatted(job, waitMs, position));
    } catch (UncheckedIOException gone) {
      answer = new Answer(AWAY, null, "");
    }
    if (answer.status() == AWAY) {
      LockSupport.parkNanos(PAUSE.toNanos());
      return false;
    }
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return take(answer.json());
  }

  private synchronized boolean take(JsonObject page) {
    if (page.getString("mode").equals("snapshot")) {
      resets.add(page.getString("reason"));
      seen.clear();
      outputBefore = page.getJsonObject("snapshot").getString("output");
    }
    JsonArray events = page.getJsonArray("events");
    for (int i = 0; i < events.size(); i++) {
      seen.add(events.getJsonObject(i));
    }
    position = page.getString("next");
    notifyAll();
    return page.getBoolean("ended");
  }

  private synchronized void tell() {
    notifyAll();
  }

  private String last() {
    return seen.isEmpty()
        ? "nothing"
        : seen.size() + " events, the last " + seen.get(seen.size() - 1);
  }

  private void waitUntil(long deadline) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline - System.nanoTime()));
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(hurried);
    }
  }
}
