package io.jobwire.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The HTTP door of a server, for what is not measured. */
final class Door {
  private Door() {}

  static void create(JobwireServer server, String jobId, int chunks, int everyMs) throws Exception {
    String job =
        "{\"jobId\":\"%s\",\"type\":\"load.stream\",\"input\":{\"chunks\":%d,\"everyMs\":%d,\"bytes\":40}}"
            .formatted(jobId, chunks, everyMs);
    call(server, "/api/jobs", job);
  }

  /** A call without required fields takes no body: an empty one. */
  static void call(JobwireServer server, String path, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Authorization", "Bearer " + server.token())
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300 || answer.body().contains("\"problem\"")) {
      throw new IllegalStateException(answer.body());
    }
  }
}
