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
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/jobs"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + server.token())
            .POST(HttpRequest.BodyPublishers.ofString(job))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(answer.body());
    }
  }
}
