package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Somebody who calls the service over HTTP, with one token or none. */
public final class Client {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final int port;
  private final Optional<String> token;

  Client(int port) {
    this(port, Optional.empty());
  }

  private Client(int port, Optional<String> token) {
    this.port = port;
    this.token = token;
  }

  public Client with(String bearer) {
    return new Client(port, Optional.of(bearer));
  }

  public int port() {
    return port;
  }

  public String token() {
    return token.orElseThrow();
  }

  // calls

  public Reply get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  public Reply delete(String path) {
    return send("DELETE", path, null);
  }

  public Reply post(String path) {
    return send("POST", path, null);
  }

  public Reply post(String path, JsonObject body, String... headers) {
    return sendJson("POST", path, body.encode(), headers);
  }

  public Reply post(String path, String body, String... headers) {
    return sendJson("POST", path, body, headers);
  }

  public Reply patch(String path) {
    return send("PATCH", path, null);
  }

  public Reply patch(String path, JsonObject body) {
    return sendJson("PATCH", path, body.encode());
  }

  public Reply sendJson(String method, String path, String body, String... headers) {
    return join(sendJsonAsync(method, path, body, headers));
  }

  public CompletableFuture<Reply> sendJsonAsync(
      String method, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of("Content-Type", "application/json"));
    all.addAll(List.of(headers));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return sendAsync(method, path, bytes, all.toArray(String[]::new));
  }

  public Reply send(String method, String path, byte[] body, String... headers) {
    return join(sendAsync(method, path, body, headers));
  }

  public CompletableFuture<Reply> getAsync(String path) {
    return sendAsync("GET", path, null);
  }

  public CompletableFuture<Reply> sendAsync(
      String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(PATIENCE)
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
    if (headers.length > 0) {
      request.headers(headers);
    }
    String plain = path.replaceFirst("\\?.*", "");
    return HTTP.sendAsync(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8))
        .thenApply(response -> reply(method, plain, response));
  }

  private static Reply reply(String method, String path, HttpResponse<String> response) {
    return Reply.of(method, path, response.statusCode(), response.headers().map(), response.body());
  }

  public static <T> T join(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE.toSeconds() + 5, java.util.concurrent.TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException failed) {
      if (failed.getCause() instanceof AssertionError told) {
        throw told;
      }
      throw new AssertionError(failed.getCause());
    } catch (InterruptedException | java.util.concurrent.TimeoutException failed) {
      throw new AssertionError(failed);
    }
  }

  // words of the domain

  public String devToken(String user, String... scopes) {
    JsonObject wish = new JsonObject().put("userId", user).put("ttlSeconds", 3600);
    wish.put("scopes", new JsonArray(List.of(scopes)));
    return post("/api/dev/token", wish).is(200).json().getString("token");
  }

  public Reply create(JsonObject job) {
    return post("/api/jobs", job);
  }

  /** A new job of this type; gives its id. */
  public String created(String type, JsonObject input) {
    return created(new JsonObject().put("type", type).put("input", input));
  }

  public String created(JsonObject job) {
    return create(job).is(201).jobId();
  }

  /** A job that waits for an hour. */
  public String waiting() {
    return created(new JsonObject().put("type", "load.noop").put("delayMs", 3_600_000));
  }

  public JsonObject view(String id) {
    return get("/api/jobs/" + id).is(200).json();
  }

  public JsonObject whole(String id) {
    return get("/api/jobs/" + id + "/state").is(200).json();
  }

  public Reply cancel(String id) {
    return patch("/api/jobs/" + id + "/cancel");
  }

  public Reply resume(String id) {
    return post("/api/jobs/" + id + "/resume");
  }

  public Reply signal(String id, String signalId, String name, Object payload) {
    JsonObject signal = new JsonObject().put("signalId", signalId).put("name", name);
    return post("/api/jobs/" + id + "/signals", signal.put("payload", payload));
  }

  public JsonObject page(String id, String query) {
    return get("/api/jobs/" + id + "/events?" + query).is(200).json();
  }

  /** Every event up to the job's end; fails when there is a hole. */
  public List<JsonObject> toTheEnd(String id) {
    List<JsonObject> all = new ArrayList<>();
    JsonObject page;
    String next = "0";
    do {
      page = page(id, "limit=500&waitMs=10000&after=" + encoded(next));
      assertThat(page.getString("mode")).as(page.encode()).isEqualTo("complete");
      all.addAll(Reply.objects(page.getJsonArray("events")));
      assertThat(next.equals(page.getString("next")) && !page.getBoolean("ended"))
          .as("nothing happens any more: %s", page)
          .isFalse();
      next = page.getString("next");
    } while (!page.getBoolean("ended"));
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).getInteger("seq")).isEqualTo(i + 1);
    }
    return all;
  }

  /** The job once it has ended, also when its backlog does not hold all of it. */
  public JsonObject ended(String id) {
    JsonObject page = page(id, "waitMs=0&limit=500");
    while (!page.getBoolean("ended")) {
      page = page(id, "limit=500&waitMs=10000&after=" + encoded(page.getString("next")));
    }
    return view(id);
  }

  /** The first event of a type at or after a position; waits for it. */
  public JsonObject event(String id, String type) {
    String next = "0";
    for (int pages = 0; pages < 200; pages++) {
      JsonObject page = page(id, "limit=500&waitMs=5000&after=" + encoded(next));
      for (JsonObject event : Reply.objects(page.getJsonArray("events"))) {
        if (event.getString("type").equals(type)) {
          return event;
        }
      }
      assertThat(page.getBoolean("ended")).as("ended without %s: %s", type, page).isFalse();
      assertThat(page.getString("next")).as("nothing comes: %s", page).isNotEqualTo(next);
      next = page.getString("next");
    }
    throw new AssertionError("no " + type);
  }

  public static List<String> types(List<JsonObject> events) {
    return events.stream().map(event -> event.getString("type")).toList();
  }

  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static String readAll(java.io.InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
