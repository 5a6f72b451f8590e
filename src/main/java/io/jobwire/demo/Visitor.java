package io.jobwire.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;

/** Somebody who uses the service as anybody does: over HTTP, with the token that was printed. */
public final class Visitor {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String TOKEN = "token=";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String service;
  private final String token;

  private Visitor(String service, String token) {
    this.service = service;
    this.token = token;
  }

  /** With the address as it is printed, its token behind the {@code #}. */
  public static Visitor at(URI address) {
    String fragment = String.valueOf(address.getFragment());
    String service = "http://" + address.getAuthority();
    return new Visitor(service, fragment.substring(fragment.indexOf(TOKEN) + TOKEN.length()));
  }

  /** Where the dashboard shows a job. */
  String link(String jobId) {
    return service + "/#/jobs/" + jobId;
  }

  String create(JsonNode job) throws InterruptedException {
    return call("POST", "/api/jobs", job.toString()).path("jobId").asText();
  }

  void cancel(String jobId, String reason) throws InterruptedException {
    String body = JSON.createObjectNode().put("reason", reason).toString();
    call("PATCH", "/api/jobs/" + jobId + "/cancel", body);
  }

  void resume(String jobId) throws InterruptedException {
    call("POST", "/api/jobs/" + jobId + "/resume", null);
  }

  /** The view, the whole text, and more. */
  JsonNode state(String jobId) throws InterruptedException {
    return call("GET", "/api/jobs/" + jobId + "/state", null);
  }

  /** The lines of the event stream, to be closed, from a position. */
  Stream<String> events(String jobId, String after) throws InterruptedException {
    HttpRequest request =
        request("/api/jobs/" + jobId + "/events?after=" + after)
            .header("Accept", "text/event-stream")
            .build();
    HttpResponse<Stream<String>> response = answer(request, BodyHandlers.ofLines());
    if (response.statusCode() >= 300) {
      throw new Unexpected("the event stream was answered with " + response.statusCode());
    }
    return response.body();
  }

  private JsonNode call(String method, String path, String body) throws InterruptedException {
    HttpRequest.Builder request = request(path).timeout(PATIENCE);
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofString(body));
    }
    HttpResponse<String> response = answer(request.build(), BodyHandlers.ofString());
    JsonNode answer = read(response.body());
    if (response.statusCode() >= 300) {
      throw new Unexpected(method + " " + path + ": " + answer.path("detail").asText());
    }
    return answer;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(service + path))
        .header("Authorization", "Bearer " + token);
  }

  private <T> HttpResponse<T> answer(HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws InterruptedException {
    try {
      return http.send(request, body);
    } catch (IOException away) {
      throw new Unexpected("the service does not answer: " + away.getMessage());
    }
  }

  static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException noJson) {
      throw new Unexpected("the service answered something that is no JSON");
    }
  }
}
