package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that serves, reached as a user reaches it: by what it has printed. */
final class Service {
  static final Duration LEASE = Duration.ofMillis(1_500);
  static final Duration SWEEP = Duration.ofMillis(300);

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final Program program;
  private String address;
  private String token;
  private String management;

  Service(Program program) {
    this.program = program;
  }

  Service ready() {
    program.says("Ready in \\d+ ms");
    return this;
  }

  Program program() {
    return program;
  }

  synchronized String address() {
    read();
    return address;
  }

  synchronized String token() {
    read();
    return token;
  }

  synchronized String management() {
    if (management == null) {
      management = program.says("Numbers and health at (http://\\S+)/metrics").group(1);
    }
    return management;
  }

  Answer get(String path) {
    return call(request(path).GET());
  }

  Answer get(String path, String withToken) {
    return call(request(path).setHeader("Authorization", "Bearer " + withToken).GET());
  }

  /** By whatever method. */
  Answer call(String method, String path) {
    return call(request(path).method(method, BodyPublishers.noBody()));
  }

  Answer post(String path, JsonObject body) {
    return call(posting(path, body));
  }

  Answer post(String path, JsonObject body, String withToken) {
    return call(posting(path, body).setHeader("Authorization", "Bearer " + withToken));
  }

  /** Without a body. */
  Answer post(String path, String withToken) {
    return call(
        request(path)
            .setHeader("Authorization", "Bearer " + withToken)
            .POST(BodyPublishers.noBody()));
  }

  Answer create(JsonObject job) {
    return post("/api/jobs", job);
  }

  Answer cancel(String job) {
    return call(request("/api/jobs/" + job + "/cancel").method("PATCH", BodyPublishers.noBody()));
  }

  /** The job's id, once it exists. */
  String created(JsonObject job) {
    Answer answer = create(job);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().getString("jobId");
  }

  CompletableFuture<Answer> creating(JsonObject job) {
    return send(posting("/api/jobs", job));
  }

  CompletableFuture<Answer> getting(String path) {
    return send(request(path).GET());
  }

  JsonObject view(String job) {
    return get("/api/jobs/" + job).json();
  }

  String output(String job) {
    return get("/api/jobs/" + job + "/state").json().getString("output");
  }

  /** Everything that the job's log holds. */
  Story story(String job) {
    return Story.of(Viewer.readAll(this, job));
  }

  /** 200 or 503, from the management port. */
  int readiness() {
    return call(HttpRequest.newBuilder(URI.create(management() + "/health/ready"))).status();
  }

  /** All its metrics, as those of this instance. */
  Scrape scrape(String instance) {
    return Scrape.of(
        instance, call(HttpRequest.newBuilder(URI.create(management() + "/metrics"))).text());
  }

  /** A number of its metrics, 0 when it has none of that name. */
  double metric(String name) {
    Answer all = call(HttpRequest.newBuilder(URI.create(management() + "/metrics")));
    Matcher line = Pattern.compile("(?m)^" + name + "(\\{.*})? (\\S+)$").matcher(all.text());
    double sum = 0;
    while (line.find()) {
      sum += Double.parseDouble(line.group(2));
    }
    return sum;
  }

  private HttpRequest.Builder posting(String path, JsonObject body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body.encode()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address() + path))
        .header("Authorization", "Bearer " + token());
  }

  private static CompletableFuture<Answer> send(HttpRequest.Builder request) {
    return HTTP.sendAsync(request.timeout(PATIENCE).build(), BodyHandlers.ofString())
        .thenApply(Answer::of);
  }

  private static Answer call(HttpRequest.Builder request) {
    try {
      return Answer.of(HTTP.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString()));
    } catch (IOException away) {
      throw new UncheckedIOException(away);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(hurried);
    }
  }

  private void read() {
    if (address == null) {
      Matcher open = program.says("Open  (http://\\S+)/#token=(\\S+)");
      token = open.group(2);
      address = open.group(1);
    }
  }
}
